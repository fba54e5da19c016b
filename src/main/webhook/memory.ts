import type { Store } from '../../engine/ports.ts';

/** A registration as it was before: enough to put it back. The address can hold the key to its receiver, so it is never shown whole. */
export interface FormerRegistration {
  url: string;
  events: readonly string[];
}

/** Something about the registration that a person should look at. */
export interface Concern {
  code: string;
  message: string;
  remedy: string;
}

/** What all processes of an installation know of the tenant's webhook registration. */
export interface WebhookMemory {
  /** Address that this installation registered last; its own also after publicUrl has changed. */
  registered: string | null;
  /** Events that a person chose; null: those of the settings. */
  events: readonly string[] | null;
  /** Whom this installation took the notices from. */
  previous: FormerRegistration | null;
  /** A person gave the registration back; it is not taken again until they register. */
  released: boolean;
  /** What the newest look found amiss. */
  concern: Concern | null;
}

const NAME = 'webhook:registration';
const EMPTY: WebhookMemory = { registered: null, events: null, previous: null, released: false, concern: null };

export async function recall(store: Pick<Store, 'watermarks'>): Promise<WebhookMemory> {
  const saved = await store.watermarks.get(NAME);
  return saved === null ? EMPTY : { ...EMPTY, ...(JSON.parse(saved) as Partial<WebhookMemory>) };
}

export async function remember(store: Store, changes: Partial<WebhookMemory>): Promise<void> {
  const memory = { ...(await recall(store)), ...changes };
  await store.transaction((tx) => tx.watermarks.set(NAME, JSON.stringify(memory)));
}
