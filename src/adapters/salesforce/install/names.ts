import type { SalesforceSettings } from '../settings.ts';

type Columns = SalesforceSettings['fields'];

/** The settings that name the fields of opportunities and leads, by the name in the package. */
const FIELD_SETTINGS: Readonly<Record<string, keyof Columns>> = {
  Sync_With_Partner_Center__c: 'optIn',
  Referral_Identifier__c: 'referralId',
  Referral_Link__c: 'referralLink',
  Referral_Program__c: 'referralProgram',
  Audit__c: 'audit',
  How_can_Microsoft_help__c: 'help',
  Referral_visible_to_Microsoft_sellers__c: 'visible',
  Microsoft_CRM_Identifier__c: 'microsoftCrmId',
  Products__c: 'products',
  Co_sell_Type__c: 'coSellType',
  Customer_purchase_intent__c: 'purchaseIntent',
  Solution_Area__c: 'solutionArea',
  Solution_Play__c: 'solutionPlay',
  Partner_Role__c: 'partnerRole',
};

const OBJECT_SETTINGS: Readonly<Record<string, keyof Columns>> = {
  Microsoft_Solutions__c: 'solutionLine',
  Microsoft_Solution_Detail__c: 'solutionDetail',
};

/** Names that objects and fields share cannot be replaced in a text without knowing which is meant. */
const SHARED = new Set(['Solution_Area__c', 'Solution_Play__c', 'Partner_Role__c']);

/** How the settings call what the package would create, where they call it otherwise. */
export interface Renames {
  /** The text of a package file with the names of this org. */
  replace(text: string): string;
  /** Whether a field of the package goes by a name from the settings, so that the org must have it already. */
  isFromSettings(fullName: string): boolean;
  /** Why the settings make a component of the package superfluous; null: they do not. */
  superfluous(fullName: string): string | null;
}

/** Compares the settings with the names in the package. */
export function renamesOf({ fields: columns }: Pick<SalesforceSettings, 'fields'>): Renames {
  const renamed = new Map<string, string>();
  const dropped = new Map<string, string>();
  for (const [name, setting] of Object.entries({ ...FIELD_SETTINGS, ...OBJECT_SETTINGS })) {
    const wanted = columns[setting];
    if (wanted === name) continue;
    const isPlain = name in FIELD_SETTINGS && !SHARED.has(name);
    if (wanted !== null && isPlain) renamed.set(name, wanted);
    else dropped.set(name, wanted === null ? 'The settings leave it out.' : `The settings use ${wanted} in its place.`);
  }
  const given = new Set(renamed.values());
  return {
    replace: (text) => text.replace(/\b\w+__c\b/g, (name) => renamed.get(name) ?? name),
    isFromSettings: (fullName) => given.has(fullName.split('.')[1] ?? ''),
    superfluous(fullName) {
      const [object = '', field] = fullName.split('.');
      if (object in OBJECT_SETTINGS) return dropped.get(object) ?? null;
      const isOfDeal = object === 'Opportunity' || object === 'Lead';
      return (isOfDeal && field !== undefined ? dropped.get(field) : undefined) ?? null;
    },
  };
}
