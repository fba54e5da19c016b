import { connectDynamics } from '../../../adapters/dynamics/side.ts';
import { openCatalogTool } from '../../../adapters/dynamics/solutions-import.ts';
import { openTaxonomyTool } from '../../../adapters/dynamics/taxonomy/rows.ts';
import { systemClock, systemLog } from '../../surroundings.ts';
import type { CrmKindOf } from '../kind.ts';
import { examineDynamics } from './doctor.ts';
import { fieldsReport } from './field-names.ts';
import { openHook } from './hook.ts';
import { installation } from './install.ts';
import { dynamicsSettings } from './settings.ts';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const dynamics: CrmKindOf<'dynamics'> = {
  title: 'Dynamics 365',
  product: (loaded, crm) => ({
    ...installation(loaded, crm),
    isRecordId: (id) => GUID.test(id),
    async open({ clock, log, inTurn, onCall }) {
      const settings = await dynamicsSettings(loaded, crm);
      return connectDynamics({ settings, clock, log, inTurn, onCall, maxConcurrent: loaded.settings.limits.crmCalls });
    },
    examine: (context) => examineDynamics(loaded, crm, context),
    async catalog() {
      const settings = await dynamicsSettings(loaded, crm);
      return openCatalogTool({ settings, clock: systemClock(), log: systemLog(loaded.settings.log) });
    },
    hook: () => openHook(loaded, crm),
    fields: (written) => fieldsReport(loaded, crm, written),
    async taxonomy() {
      const settings = await dynamicsSettings(loaded, crm);
      return openTaxonomyTool({ settings, clock: systemClock(), log: systemLog(loaded.settings.log) });
    },
  }),
};
