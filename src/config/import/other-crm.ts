import type { ReplacingSetting } from '../json-schema.ts';
import { type ExportedVariable, importError, type SettingsExport } from './variables.ts';

/**
 * Both of Microsoft's connectors name their variables alike (contract/incumbent-connectors.md §1.5); what they hold tells them apart: columns
 * of Dataverse are written in small letters and their own ones begin with a publisher's prefix, those of Salesforce end in `__c`.
 */
const DATAVERSE_COLUMN =
  /^(?:estimatedvalue|transactioncurrencyid|address\d_[a-z]+|[a-z][a-z0-9]{1,7}_(?!.*__c$)[a-z0-9_]+)$/;

interface Known {
  variable: ExportedVariable;
  replacing: ReplacingSetting;
}

/** Refuses the variables of the connector for Dynamics 365: its column names mean nothing in Salesforce. */
export function refuseOtherCrm({ solution }: SettingsExport, known: readonly Known[]): void {
  const column = known.find(
    ({ variable, replacing }) => replacing.path.includes('fields') && DATAVERSE_COLUMN.test(variable.value ?? ''),
  );
  const isDynamics = solution !== null && /dynamics/i.test(solution);
  if (!column && !isDynamics) return;
  const variable = column?.variable ?? known[0]?.variable;
  const sign = column
    ? `${column.variable.name} is ${column.variable.value}, a column of Dataverse`
    : `the solution is ${solution}`;
  throw importError('import-other-crm', {
    message: `This export is of the connector for Dynamics 365: ${sign}. Nothing was imported.`,
    remedy:
      'Export the settings of the connector for Salesforce; those of Dynamics 365 name columns that Salesforce has not.',
    place: variable?.place ?? '',
  });
}
