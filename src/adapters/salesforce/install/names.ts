import type { SalesforceSettings } from '../settings.ts';

type Columns = SalesforceSettings['fields'];
type Registration = NonNullable<SalesforceSettings['registration']>;

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
  Deal_Registration_Status__c: 'registrationStatus',
};

/** The same for those from which a deal is registered. */
const REGISTRATION_SETTINGS: Readonly<Record<string, keyof Registration>> = {
  Register_Deal__c: 'ask',
  Contract_Signed__c: 'signedOn',
  Contract_Start__c: 'startsOn',
  Contract_End__c: 'endsOn',
  Contract_Perpetual__c: 'perpetual',
};

const OBJECT_SETTINGS: Readonly<Record<string, keyof Columns>> = {
  Microsoft_Solutions__c: 'solutionLine',
  Microsoft_Solution_Detail__c: 'solutionDetail',
};

/** Names that objects and fields share cannot be replaced in a text without knowing which is meant. */
const SHARED = new Set(['Solution_Area__c', 'Solution_Play__c', 'Partner_Role__c']);

/** Fields that most orgs do not want: they are made only where the settings ask for them. */
const ON_REQUEST = new Set([...Object.keys(REGISTRATION_SETTINGS), 'Deal_Registration_Status__c']);

/** How the settings call what the package would create, where they call it otherwise. */
export interface Renames {
  /** The text of a package file with the names of this org. */
  replace(text: string): string;
  /** Whether a field of the package goes by a name from the settings, so that the org must have it already. */
  isFromSettings(fullName: string): boolean;
  /** Why the settings make a component of the package superfluous, empty where nobody would miss it; null: they do not. */
  superfluous(fullName: string): string | null;
}

/** Compares the settings with the names in the package. */
export function renamesOf({
  fields: columns,
  registration,
}: Pick<SalesforceSettings, 'fields' | 'registration'>): Renames {
  const renamed = new Map<string, string>();
  const dropped = new Map<string, string>();
  const wishes = [
    ...Object.entries({ ...FIELD_SETTINGS, ...OBJECT_SETTINGS }).map(
      ([name, setting]) => [name, columns[setting]] as const,
    ),
    ...Object.entries(REGISTRATION_SETTINGS).map(([name, setting]) => [name, registration?.[setting] ?? null] as const),
  ];
  for (const [name, wanted] of wishes) {
    if (wanted === name) continue;
    // A standard field may stand in for one of ours; it is not the package's to make.
    const isPlain = !(name in OBJECT_SETTINGS) && !SHARED.has(name) && (wanted?.endsWith('__c') ?? false);
    if (wanted !== null && isPlain) renamed.set(name, wanted);
    else if (wanted !== null) dropped.set(name, `The settings use ${wanted} in its place.`);
    else dropped.set(name, ON_REQUEST.has(name) ? '' : 'The settings leave it out.');
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
