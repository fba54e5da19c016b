import type { Clock } from '../../../engine/ports.ts';
import type { NamedBy } from './in-place.ts';
import type { OrgAdmin } from './org-admin.ts';
import type { Package } from './package.ts';

export interface InstallContext {
  admin: OrgAdmin;
  /** The connector's own user, who is asked what it sees. */
  connector: OrgAdmin;
  pack: Package;
  settings: NamedBy;
  clock: Clock;
  signal: AbortSignal;
  onProgress: (progress: { phase: string; done: number; total: number | null }) => void;
}
