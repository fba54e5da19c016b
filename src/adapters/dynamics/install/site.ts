import type { InPlace } from './in-place.ts';
import type { Inventory } from './inventory.ts';
import type { OrgAdmin } from './org-admin.ts';
import type { Package } from './package.ts';

/** What the writes need to know of the environment. What was made on the way is looked up again. */
export interface Site {
  admin: OrgAdmin;
  pack: Package;
  inventory: Inventory;
  place: InPlace;
}
