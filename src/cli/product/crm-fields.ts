/** Names of fields in the settings, compared with the CRM. */
export interface FieldsReport {
  fields: readonly FieldReport[];
}

export interface FieldReport {
  /** For example `salesforce.fields.sync`. */
  setting: string;
  object: string;
  /** As written; null when the settings say that there is none. */
  name: string | null;
  /**
   * `label`: the label of a field instead of its API name. `similar`: spelt otherwise in the CRM. `spare`: not
   * there, and it need not be. `unused`: none by the settings.
   */
  state: 'found' | 'label' | 'similar' | 'absent' | 'spare' | 'unused';
  /** API name as the CRM has it, or the one to use instead. */
  column: string | null;
  label: string | null;
}
