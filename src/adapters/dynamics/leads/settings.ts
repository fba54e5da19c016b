/** How leads are kept in the environment. Statuses by label or number. */
export interface LeadSettings {
  /** Of a lead that nobody has looked at; null takes the default of open leads. */
  newStatus: string | null;
  /** Open statuses of leads that somebody works on, which accepts them; null takes all open ones but the new one. */
  working: readonly string[] | null;
  /** Of a lead that came to nothing; null takes the default of disqualified leads. */
  disqualifiedStatus: string | null;
  /** What an accepted lead becomes: qualified, or closed beside a new opportunity. */
  onAcceptance: 'convert' | 'create-opportunity';
  /** Of a lead that is qualified; null takes the default of qualified leads. */
  qualifiedStatus: string | null;
  /** Lead column for the reason why it came to nothing; null when the environment has none. */
  reasonField: string | null;
  /** Constant values for columns that the environment demands on new leads. */
  requiredFieldDefaults: Readonly<Record<string, string | number | boolean | null>>;
}
