import type { DoctorReport, DoctorRequest } from '../../cli/product/doctor.ts';
import type { LoadedSettings } from '../../config/load.ts';
import { productsOf, titleOf } from '../crm/kinds.ts';
import { systemClock } from '../surroundings.ts';
import { examinePartnerCenter } from './partner-center.ts';
import { SILENT } from './silent.ts';
import { examineStore } from './store.ts';
import { examineTaxonomy } from './taxonomy.ts';
import { examineWebhook } from './webhook.ts';

/** Nobody waits longer for an answer of a system that is to be called well. */
const TIMEOUT_MS = 10_000;

/**
 * Looks at everything that must be right, with live calls that change nothing but a test notice. What is wrong is in the report; thrown is
 * only what is a fault of ours.
 */
export async function diagnose(loaded: LoadedSettings, { probe }: DoctorRequest): Promise<DoctorReport> {
  const startedMs = performance.now();
  const context = { clock: systemClock(), log: SILENT, timeoutMs: TIMEOUT_MS };
  const crms = Promise.all(
    productsOf(loaded).map(async ({ crm, product }) => {
      const checks = await product.examine({ ...context, probe });
      return checks.map((check) => ({ ...check, crm: { name: crm.name, title: titleOf(crm) } }));
    }),
  );
  const { checks: own, store, activeLinks } = await examineStore(loaded);
  try {
    const checks = await Promise.all([
      own,
      examinePartnerCenter(loaded, { ...context, probe, activeLinks }),
      crms.then((all) => all.flat()),
      probe ? [] : examineTaxonomy(loaded),
      store && !probe ? examineWebhook(loaded, { ...context, store }) : [],
    ]);
    const all = checks.flat();
    const ms = Math.round(performance.now() - startedMs);
    return { ok: all.every(({ level }) => level !== 'broken'), checks: all, ms };
  } finally {
    await store?.close();
  }
}
