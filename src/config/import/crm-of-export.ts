import { parseDocument } from 'yaml';
import { CRM_KINDS, type CrmKind } from '../crms.ts';
import { settingReplacing } from '../json-schema.ts';
import { type ExportedVariable, importError, type SettingsExport } from './variables.ts';

/**
 * Both of Microsoft's connectors name their variables alike (contract/incumbent-connectors.md §1.5); what they hold tells them apart: columns
 * of Dataverse are written in small letters and their own ones begin with a publisher's prefix, those of Salesforce end in `__c`.
 */
const DATAVERSE_COLUMN =
  /^(?:estimatedvalue|transactioncurrencyid|address\d_[a-z]+|[a-z][a-z0-9]{1,7}_(?!.*__c$)[a-z0-9_]+)$/;
const SALESFORCE_COLUMN = /__c$|^(?:Amount|CurrencyIsoCode|Billing[A-Za-z]+)$/;

const TITLES: Record<CrmKind, string> = { salesforce: 'Salesforce', dynamics: 'Dynamics 365' };

interface Sign {
  crm: CrmKind;
  words: string;
  place: string;
}

/** Which connector the export is of, and how that is known; null where nothing in it tells. */
function signOf({ solution, variables }: SettingsExport): Sign | null {
  const [first] = variables;
  if (solution !== null && /dynamics|salesforce/i.test(solution)) {
    const crm = /dynamics/i.test(solution) ? 'dynamics' : 'salesforce';
    return { crm, words: `the solution is ${solution}`, place: first?.place ?? '' };
  }
  for (const variable of variables) {
    const sign = signOfColumn(variable);
    if (sign) return sign;
  }
  return null;
}

function signOfColumn({ name, value, place }: ExportedVariable): Sign | null {
  const isColumn = settingReplacing(name, 'salesforce')?.path.includes('fields');
  if (!isColumn || value === null) return null;
  if (DATAVERSE_COLUMN.test(value))
    return { crm: 'dynamics', words: `${name} is ${value}, a column of Dataverse`, place };
  if (SALESFORCE_COLUMN.test(value))
    return { crm: 'salesforce', words: `${name} is ${value}, a field of Salesforce`, place };
  return null;
}

/**
 * The CRM of the settings file that the export is meant for. Throws `import-other-crm` where the file has none of that kind: the names of the
 * one mean nothing in the other.
 */
export function crmOfExport(exported: SettingsExport, text: string): CrmKind {
  const document = parseDocument(text);
  const present = CRM_KINDS.filter((kind) => document.hasIn(['connections', kind]));
  const sign = signOf(exported);
  const [only] = present.length > 0 ? present : CRM_KINDS;
  if (!sign) return only ?? 'salesforce';
  if (present.includes(sign.crm) || present.length === 0) return sign.crm;
  const [wanted, given] = [TITLES[only ?? 'salesforce'], TITLES[sign.crm]];
  throw importError('import-other-crm', {
    message: `This export is of the connector for ${given}: ${sign.words}. Nothing was imported.`,
    remedy: `Export the settings of the connector for ${wanted}; those of ${given} name columns that ${wanted} has not.`,
    place: sign.place,
  });
}
