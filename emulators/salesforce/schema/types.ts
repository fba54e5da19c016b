export type Value = string | number | boolean | null;
/** A stored record: canonical field names, every field present, datetimes already in the form they are answered in. */
export type Row = Record<string, Value>;

type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'picklist'
  | 'boolean'
  | 'currency'
  | 'percent'
  | 'double'
  | 'int'
  | 'date'
  | 'datetime'
  | 'reference'
  | 'email'
  | 'phone'
  | 'url'
  | 'address'
  | 'base64';

/** Optional parts of an organisation; a field or sObject that needs one is absent until it is turned on. */
type OrgFeature = 'statePicklists' | 'multiCurrency' | 'opportunityTeams' | 'enhancedNotes';
export type OrgFeatures = Record<OrgFeature, boolean>;

export interface PicklistEntry {
  value: string;
  label: string;
  isDefault?: boolean;
  /** Values of the controlling field for which this one may be chosen. */
  validFor?: readonly string[];
}

/** A condition on the record that a reference would point at, or (`of: 'source'`) on the record that refers. */
export interface LookupCondition {
  of: 'target' | 'source';
  field: string;
  equals: Value | { sourceField: string };
}

/** Who may write a field through the API: nobody, at creation only, later only, or always. */
type FieldAccess = 'read' | 'create' | 'update' | 'write';

export interface FieldSpec {
  name: string;
  label: string;
  type: FieldType;
  access: FieldAccess;
  /** Characters, for text. */
  length?: number;
  precision?: number;
  scale?: number;
  /** Null is refused. A field that is neither nillable nor defaulted must be given at creation. */
  nillable: boolean;
  defaultedOnCreate?: boolean;
  defaultValue?: Value;
  picklist?: readonly PicklistEntry[];
  /** sObject whose active rows are the values, in place of `picklist`. */
  valuesOf?: 'LeadStatus' | 'OpportunityStage';
  restrictedPicklist?: boolean;
  controller?: string;
  /** sObjects a reference may point at. */
  referenceTo?: readonly string[];
  /** Name of the parent in SOQL paths, e.g. `Account`. */
  relationship?: string;
  /** Name of the child list in sub-selects of the parent, e.g. `OpportunityContactRoles`. */
  childRelationship?: string;
  /** What the parent's deletion does to this record. Default: the reference is cleared. */
  onParentDelete?: 'cascade' | 'clear' | 'restrict';
  idLookup?: boolean;
  externalId?: boolean;
  unique?: boolean;
  nameField?: boolean;
  autoNumber?: boolean;
  /** Whether field-level security applies; off for what everybody can always see. */
  permissionable?: boolean;
  /** Only records that satisfy all of these may be chosen. */
  lookupFilter?: readonly LookupCondition[];
  /** Counts the records of an sObject that refer to this one. */
  summary?: { child: string; via: string };
  /** Worked out whenever the record is read, never stored. */
  formula?: string;
  /** What an administrator wrote about the field; people see the help text instead. */
  description?: string;
  /** Compound field this one is a part of. */
  compound?: string;
  /** Exists only while the feature is on. */
  feature?: OrgFeature;
  helpText?: string;
}

export interface SObjectSpec {
  name: string;
  label: string;
  labelPlural: string;
  keyPrefix: string;
  fields: readonly FieldSpec[];
  createable: boolean;
  updateable: boolean;
  deletable: boolean;
  /** Whether getUpdated and getDeleted answer. */
  replicateable: boolean;
  layoutable?: boolean;
  feature?: OrgFeature;
  /** A query must filter by one of these (implementation restriction of the platform). */
  mustFilterBy?: readonly string[];
  autoNumberFormat?: (day: Date, number: number) => string;
  /** What an administrator wrote about it. */
  description?: string;
}

export const isCustom = (name: string): boolean => name.endsWith('__c');
export const isCreateable = (field: FieldSpec): boolean => field.access === 'write' || field.access === 'create';
export const isUpdateable = (field: FieldSpec): boolean => field.access === 'write' || field.access === 'update';

/** Long text cannot be filtered, sorted or grouped, and halves the page of a query that selects it. */
export const isLongText = (field: FieldSpec): boolean => field.type === 'textarea' && (field.length ?? 0) > 255;
