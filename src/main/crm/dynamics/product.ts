import { CosellError } from '../../../core/errors.ts';
import type { CrmKindOf } from '../kind.ts';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const notYet = async (): Promise<never> => {
  throw new CosellError({
    code: 'dynamics-not-built',
    recovery: 'misconfigured',
    message: 'This part of the connector for Dynamics 365 is not built yet.',
    remedy: 'Connect Salesforce meanwhile.',
  });
};

export const dynamics: CrmKindOf<'dynamics'> = {
  title: 'Dynamics 365',
  product: () => ({
    isRecordId: (id) => GUID.test(id),
    open: notYet,
    examine: notYet,
    plan: notYet,
    install: notYet,
    uninstall: notYet,
    fields: notYet,
    taxonomy: notYet,
  }),
};
