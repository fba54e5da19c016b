import type { StoreTools } from '../cli/application.ts';
import { CosellError } from '../core/errors.ts';

const later = (): never => {
  throw new CosellError({ code: 'not-yet', recovery: 'bug', message: 'Not wired yet.', remedy: '' });
};

export const storeTools: StoreTools = { info: later, vacuum: later, move: later, backup: later };
