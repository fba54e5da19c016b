/** How leads are kept in the org. Statuses by API name or label. */
export interface LeadSettings {
  /** Of a lead that nobody has looked at; null takes the org's default status. */
  newStatus: string | null;
  /** Statuses of leads that somebody works on, which accepts them; null takes those whose names say so. */
  working: readonly string[] | null;
  /** Statuses of leads that came to nothing, which declines them; null takes those whose names say so. */
  unqualified: readonly string[] | null;
  /** What an accepted lead becomes: converted, or closed beside a new opportunity. */
  onAcceptance: 'convert' | 'create-opportunity';
  /** Of a lead that is converted; null takes the first that Salesforce offers for it. */
  convertedStatus: string | null;
  /** Of a lead that is closed beside its new opportunity; null takes the first unqualified one. */
  closedStatus: string | null;
  /** Lead column for the reason why it came to nothing; null when the org has none. */
  reasonField: string | null;
  /** Constant values for columns that the org demands on new leads. */
  requiredFieldDefaults: Readonly<Record<string, string | number | boolean | null>>;
}
