import type { LoadedSettings } from '../../config/load.ts';
import type { Log, Store } from '../../engine/ports.ts';
import { takeHints } from '../../engine/record-hint.ts';
import type { CrmHintReceiver } from '../../service/crm-hint.ts';
import { productsOf } from './kinds.ts';

/** What the connector does with what CRMs tell by themselves: it looks at the record soon. */
export async function openHintReceiver(
  loaded: LoadedSettings,
  { store, log }: { store: Store; log: Log },
): Promise<CrmHintReceiver> {
  const opened = await Promise.all(
    productsOf(loaded).map(async ({ crm, product }) => [crm.name, await product.hook()] as const),
  );
  return {
    hooks: new Map(opened.flatMap(([name, hook]) => (hook ? [[name, hook] as const] : []))),
    take: (hints) => takeHints({ store }, hints),
    log,
  };
}
