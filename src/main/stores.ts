import type { StoreTools } from '../cli/product/store.ts';
import { backupStore } from '../store/upkeep/backup.ts';
import { storeFacts } from '../store/upkeep/facts.ts';
import { moveStore } from '../store/upkeep/move.ts';
import { vacuumStore } from '../store/upkeep/vacuum.ts';

/** Looking after a store without a connector. */
export const storeTools: StoreTools = {
  info: storeFacts,
  vacuum: vacuumStore,
  move: (from, to, request) => moveStore({ from, to, ...request }),
  backup: backupStore,
};
