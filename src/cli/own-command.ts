import { basename } from 'node:path';
import type { Environment } from '../config/environment.ts';

/**
 * How a person calls this program once more from the same place: through npm where npm started it (its node may be another than the one on
 * the path), else as it was called this time.
 */
export function ownCommand(environment: Environment, [node = 'node', script = 'cosell']: readonly string[]): string {
  if (environment['npm_command'] === 'exec') return 'npx cosell';
  if (environment['npm_lifecycle_event']) return 'npm run --silent cosell --';
  return basename(script) === 'cosell' ? 'cosell' : [node, script].map(quoted).join(' ');
}

function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
