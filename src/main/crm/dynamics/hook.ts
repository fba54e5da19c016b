import { isCode, recordsTold } from '../../../adapters/dynamics/webhook.ts';
import type { CrmOf } from '../../../config/crms.ts';
import type { LoadedSettings } from '../../../config/load.ts';
import { resolveSecret } from '../../../config/secrets.ts';
import type { CrmHook } from '../../../service/crm-hint.ts';
import { dynamicsSettings } from './settings.ts';

/** Takes messages of Dataverse that bring the code of the settings; without a code there, none. */
export async function openHook(loaded: LoadedSettings, crm: CrmOf<'dynamics'>): Promise<CrmHook | null> {
  const { webhookCode } = crm.connection;
  if (webhookCode === undefined) return null;
  const [settings, code] = await Promise.all([
    dynamicsSettings(loaded, crm),
    resolveSecret(webhookCode, { folder: loaded.folder }),
  ]);
  return {
    isKnown: (query) => isCode(query.get('code'), code),
    read: (body) => recordsTold(body, settings),
  };
}
