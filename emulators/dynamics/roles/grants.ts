import type { Grant } from '../access.ts';
import type { Store } from '../records/store.ts';
import type { Schema } from '../schema/schema.ts';
import { behind } from './privileges.ts';

// Roles of the world give what the world says; roles that were made later give what was added to them.

/** Where roles and who has them are looked up. */
interface Rooms {
  store: Store;
  schema: Schema;
}

export const SYSTEM_ADMINISTRATOR = 'System Administrator';

/** Depths by how far they reach. */
export const DEPTHS = { Basic: 1, Local: 2, Deep: 4, Global: 8 } as const;

/** Ids of the roles that a user has. */
export const rolesOfUser = ({ store }: Pick<Rooms, 'store'>, userId: string): string[] =>
  store.having('systemuserroles', 'systemuserid', userId).map((row) => String(row.values.get('roleid')));

/** What was added to a role, with depth. */
export const addedTo = ({ store }: Pick<Rooms, 'store'>, role: string): { privilegeId: string; depth: number }[] =>
  store.having('roleprivileges', 'roleid', role).map(({ values }) => ({
    privilegeId: String(values.get('privilegeid')),
    depth: Number(values.get('privilegedepthmask')),
  }));

/** What the roles of a user give beyond the world's own. */
export function grantsOf(rooms: Rooms, userId: string): Grant[] {
  return rolesOfUser(rooms, userId).flatMap((role) =>
    addedTo(rooms, role).flatMap(({ privilegeId, depth }) =>
      behind(rooms.schema, privilegeId).map(
        ({ table, privilege }): Grant => ({
          table,
          right: privilege.right,
          // Two depths stand for four.
          depth: depth === DEPTHS.Basic ? 'user' : 'organization',
        }),
      ),
    ),
  );
}
