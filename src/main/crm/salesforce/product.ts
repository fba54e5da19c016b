import { recordId } from '../../../adapters/salesforce/record-id.ts';
import { connectSalesforce } from '../../../adapters/salesforce/side.ts';
import { openTaxonomyTool } from '../../../adapters/salesforce/taxonomy/rows.ts';
import { CosellError } from '../../../core/errors.ts';
import { systemClock, systemLog } from '../../surroundings.ts';
import type { CrmKindOf } from '../kind.ts';
import { examineSalesforce } from './doctor.ts';
import { fieldsReport } from './field-names.ts';
import { installation } from './install.ts';
import { salesforceSettings } from './settings.ts';

export const salesforce: CrmKindOf<'salesforce'> = {
  title: 'Salesforce',
  product: (loaded, crm) => ({
    ...installation(loaded, crm),
    isRecordId: (id) => recordId(id) !== null,
    async open({ clock, log, inTurn, onCall }) {
      const settings = await salesforceSettings(loaded, crm);
      return connectSalesforce({
        settings,
        clock,
        log,
        inTurn,
        onCall,
        maxConcurrent: loaded.settings.limits.crmCalls,
      });
    },
    examine: (context) => examineSalesforce(loaded, crm, context),
    async catalog() {
      throw new CosellError({
        code: 'solutions-unsuited',
        recovery: 'bad-input',
        message: 'Salesforce imports lists of records by itself.',
        remedy: 'Use the Data Import Wizard in Setup for Microsoft Solution Details.',
        place: crm.path.connection,
      });
    },
    hook: async () => null,
    fields: (written) => fieldsReport(loaded, crm, written),
    async taxonomy() {
      const settings = await salesforceSettings(loaded, crm);
      return openTaxonomyTool({ settings, clock: systemClock(), log: systemLog(loaded.settings.log) });
    },
  }),
};
