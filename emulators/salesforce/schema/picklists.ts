/** Standard picklist values of a fresh organisation (contract/salesforce.md §2). */
export const LEAD_SOURCES = ['Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other'];
export const RATINGS = ['Hot', 'Warm', 'Cold'];
export const SALUTATIONS = ['Mr.', 'Ms.', 'Mrs.', 'Dr.', 'Prof.', 'Mx.'];
export const INDUSTRIES = [
  'Agriculture',
  'Apparel',
  'Banking',
  'Biotechnology',
  'Chemicals',
  'Communications',
  'Construction',
  'Consulting',
  'Education',
  'Electronics',
  'Energy',
  'Engineering',
  'Entertainment',
  'Environmental',
  'Finance',
  'Food & Beverage',
  'Government',
  'Healthcare',
  'Hospitality',
  'Insurance',
  'Machinery',
  'Manufacturing',
  'Media',
  'Not For Profit',
  'Recreation',
  'Retail',
  'Shipping',
  'Technology',
  'Telecommunications',
  'Transportation',
  'Utilities',
  'Other',
];
export const FORECAST_CATEGORY_NAMES = ['Omitted', 'Pipeline', 'Best Case', 'Commit', 'Closed'];

/** The read-only ForecastCategory that stands behind each ForecastCategoryName. */
export const FORECAST_CATEGORIES: Readonly<Record<string, string>> = {
  Omitted: 'Omitted',
  Pipeline: 'Pipeline',
  'Best Case': 'BestCase',
  Commit: 'Forecast',
  Closed: 'Closed',
};

export interface Stage {
  name: string;
  isClosed: boolean;
  isWon: boolean;
  probability: number;
  forecastCategoryName: string;
}

function stage(name: string, probability: number, forecastCategoryName: string): Stage {
  const isClosed = name.startsWith('Closed');
  return { name, probability, forecastCategoryName, isClosed, isWon: name === 'Closed Won' };
}

/** The ten stages of a fresh organisation, in their order. */
export const DEFAULT_STAGES: readonly Stage[] = [
  stage('Prospecting', 10, 'Pipeline'),
  stage('Qualification', 10, 'Pipeline'),
  stage('Needs Analysis', 20, 'Pipeline'),
  stage('Value Proposition', 50, 'Pipeline'),
  stage('Id. Decision Makers', 60, 'Pipeline'),
  stage('Perception Analysis', 70, 'Pipeline'),
  stage('Proposal/Price Quote', 75, 'Pipeline'),
  stage('Negotiation/Review', 90, 'Pipeline'),
  stage('Closed Won', 100, 'Closed'),
  stage('Closed Lost', 0, 'Omitted'),
];

export interface LeadStatus {
  name: string;
  isDefault: boolean;
  isConverted: boolean;
}

/** The four statuses of leads in a fresh organisation. */
export const DEFAULT_LEAD_STATUSES: readonly LeadStatus[] = [
  { name: 'Open - Not Contacted', isDefault: true, isConverted: false },
  { name: 'Working - Contacted', isDefault: false, isConverted: false },
  { name: 'Closed - Converted', isDefault: false, isConverted: true },
  { name: 'Closed - Not Converted', isDefault: false, isConverted: false },
];
