import type { NamedColumn } from '../../../adapters/crm/field-names.ts';
import { findNames } from '../../../adapters/salesforce/field-names.ts';
import type * as Cli from '../../../cli/product/crm-fields.ts';
import type { CrmOf } from '../../../config/crms.ts';
import { listSettings } from '../../../config/json-schema.ts';
import type { LoadedSettings } from '../../../config/load.ts';
import { systemClock, systemLog } from '../../surroundings.ts';
import { salesforceSettings } from './settings.ts';

const TEXT = ['string', 'textarea', 'url'];
const NUMBER = ['currency', 'double', 'int', 'percent'];
const CHOICE = ['picklist', 'string'];

/** What the columns behind the settings can be; those that are not listed hold short text. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  dealValue: NUMBER,
  price: NUMBER,
  quantity: NUMBER,
  currency: CHOICE,
  country: CHOICE,
  lossReason: CHOICE,
  notes: ['textarea'],
  audit: ['textarea'],
  sync: ['boolean'],
  visible: ['boolean'],
  referralLink: TEXT,
  products: TEXT,
  help: CHOICE,
  coSellType: CHOICE,
  purchaseIntent: CHOICE,
  type: CHOICE,
  solutionArea: ['reference', ...CHOICE],
  solutionPlay: ['reference', ...CHOICE],
  partnerRole: ['reference', ...CHOICE],
  opportunity: ['reference'],
  solution: ['reference'],
};

/** What the connector leaves out of the traffic where an org has none. */
const OPTIONAL: ReadonlySet<string> = new Set([
  'currency',
  'coSellType',
  'purchaseIntent',
  'solutionArea',
  'solutionPlay',
  'partnerRole',
  'products',
  'price',
  'quantity',
  'type',
  'publisher',
]);

/** Every name of the settings that means a column, compared with the org. `written` holds names that did not pass the check of the file. */
export async function fieldsReport(
  loaded: LoadedSettings,
  crm: CrmOf<'salesforce'>,
  written: Readonly<Record<string, string>>,
): Promise<Cli.FieldsReport> {
  const { settings } = loaded;
  const fields = await findNames(
    {
      settings: await salesforceSettings(loaded, crm),
      clock: systemClock(),
      log: systemLog(settings.log),
      maxConcurrent: settings.limits.crmCalls,
    },
    namedColumns(crm, written),
  );
  return { fields };
}

function namedColumns(
  { mapping, path: place }: CrmOf<'salesforce'>,
  written: Readonly<Record<string, string>>,
): readonly NamedColumn[] {
  const present: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
    fields: mapping.fields,
    solutions: mapping.solutions,
  };
  return [...listSettings()].flatMap(({ path, schema }): NamedColumn[] => {
    const [root, group = '', key = ''] = path;
    const object = root === 'salesforce' ? objectOf(group, key, mapping.solutions) : null;
    if (object === null) return [];
    const setting = [place.mapping, ...path.slice(1)].join('.');
    const name = written[setting] ?? present[group]?.[key] ?? null;
    const usual = String(schema.default ?? '');
    return [{ setting, object, name, usual, optional: OPTIONAL.has(key), types: TYPES[key] ?? ['string'] }];
  });
}

const ON_ROWS: ReadonlySet<string> = new Set(['opportunity', 'solution', 'price', 'quantity']);
const IN_CATALOG: ReadonlySet<string> = new Set(['identifier', 'type', 'publisher']);

/** The object on which a setting names a column; null where it names none. */
function objectOf(
  group: string,
  key: string,
  { rows, catalog }: CrmOf<'salesforce'>['mapping']['solutions'],
): string | null {
  if (group === 'fields') return key === 'country' ? 'Account' : 'Opportunity';
  if (group !== 'solutions' || rows === null) return null;
  if (ON_ROWS.has(key)) return rows;
  return IN_CATALOG.has(key) ? catalog : null;
}
