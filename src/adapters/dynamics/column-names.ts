/** What a column is for, and under which names it may be found: first Microsoft's own package (incumbent §1.8), then ours. */
export const OPPORTUNITY_ROLES = {
  optIn: ['msft_microsoftpartnercenterreferralsync', 'csl_syncwithpartnercenter'],
  referralId: ['msft_microsoftpartnercenterreferralidentifier', 'csl_referralid'],
  referralLink: ['msft_microsoftpartnercenterreferrallink', 'csl_referrallink'],
  audit: ['msft_microsoftpartnercenterreferralsyncaudit', 'csl_audit'],
  help: ['msft_microsoftpartnercenterhelp', 'csl_microsofthelp'],
  visible: ['msft_microsoftpartnercenterreferralvisible', 'csl_referralvisibility'],
  microsoftCrmId: ['msft_microsoftcrmidentifier', 'csl_microsoftcrmid'],
  referralProgram: ['msft_microsoftpartnercenterreferralprogram', 'csl_referralprogram'],
  coSellType: ['msft_coselltype', 'csl_coselltype'],
  purchaseIntent: ['msft_customerpurchaseintent', 'csl_purchaseintent'],
  partnerRole: ['msft_partnerrole', 'csl_partnerroleid'],
  solutionArea: ['msft_solutionarea', 'csl_solutionareaid'],
  solutionPlay: ['msft_solutionplay', 'csl_solutionplayid'],
  products: ['msft_microsoftpartnercentersolutions'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ColumnRole = keyof typeof OPPORTUNITY_ROLES;
