import type { ColumnRole } from '../../../adapters/dynamics/column-names.ts';
import { findNames, type WantedColumn } from '../../../adapters/dynamics/field-names.ts';
import type { FieldsReport } from '../../../cli/product/crm-fields.ts';
import type { CrmOf } from '../../../config/crms.ts';
import { listSettings } from '../../../config/json-schema.ts';
import type { LoadedSettings } from '../../../config/load.ts';
import { systemClock, systemLog } from '../../surroundings.ts';
import { dynamicsSettings } from './settings.ts';

const TEXT = ['string', 'memo'];
const CHOICE = ['picklist', 'string'];

/** What the columns behind the settings can be; those that are not listed hold short text. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  dealValue: ['money', 'decimal', 'double', 'integer'],
  lossReason: CHOICE,
  notes: ['memo'],
  audit: ['memo'],
  sync: ['boolean'],
  visible: ['boolean'],
  referralLink: TEXT,
  products: TEXT,
  help: CHOICE,
  coSellType: CHOICE,
  purchaseIntent: CHOICE,
  solutionArea: ['lookup', ...CHOICE],
  solutionPlay: ['lookup', ...CHOICE],
  partnerRole: ['lookup', ...CHOICE],
};

/** Without these nothing can be kept in step. */
const NEEDED: ReadonlySet<string> = new Set(['dealValue', 'country', 'notes', 'sync', 'referralId', 'audit']);

const UNPACKAGED: ReadonlySet<string> = new Set(['dealValue', 'country', 'notes', 'lossReason', 'registrationStatus']);

/** Every name of the settings that means a column, compared with the environment; what is left to `auto` is shown as it was found. */
export async function fieldsReport(
  loaded: LoadedSettings,
  crm: CrmOf<'dynamics'>,
  written: Readonly<Record<string, string>>,
): Promise<FieldsReport> {
  const { settings } = loaded;
  const fields = await findNames(
    {
      settings: await dynamicsSettings(loaded, crm),
      clock: systemClock(),
      log: systemLog(settings.log),
      maxConcurrent: settings.limits.crmCalls,
    },
    wantedColumns(crm, written),
  );
  return { fields };
}

function wantedColumns(
  { mapping, path: place }: CrmOf<'dynamics'>,
  written: Readonly<Record<string, string>>,
): readonly WantedColumn[] {
  const present: Readonly<Record<string, string | null | undefined>> = mapping.fields;
  return [...listSettings()].flatMap(({ path, schema }): WantedColumn[] => {
    const [root, group, key = ''] = path;
    if (root !== 'dynamics' || group !== 'fields') return [];
    const setting = [place.mapping, ...path.slice(1)].join('.');
    const name = written[setting] ?? present[key];
    const object = key === 'country' ? 'account' : 'opportunity';
    const shared = { setting, object, name, optional: !NEEDED.has(key), types: TYPES[key] ?? ['string'] };
    if (UNPACKAGED.has(key)) return [{ ...shared, usual: String(schema.default ?? '') }];
    return [{ ...shared, role: (key === 'sync' ? 'optIn' : key) as ColumnRole }];
  });
}
