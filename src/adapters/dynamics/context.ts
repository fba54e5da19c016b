import type { Clock } from '../../engine/ports.ts';
import type { DynamicsClient } from './client.ts';
import type { Org } from './org.ts';
import type { Reader } from './reader.ts';

/** What writing needs. */
export interface WriteContext {
  client: DynamicsClient;
  org: () => Org;
  reader: Reader;
  clock: Pick<Clock, 'nowMs'>;
}
