import * as z from 'zod';
import type { CallContext, DynamicsClient, Identity } from './client.ts';
import type { Org } from './org.ts';
import { understood } from './schema.ts';

const RIGHTS = ['create', 'read', 'write', 'delete', 'append', 'appendto'] as const;
type Right = (typeof RIGHTS)[number];

/** A privilege that the connector's user lacks; each is one that a security role can grant. */
export interface MissingPrivilege {
  table: string;
  right: Right;
  /** Has it, but for own rows alone. */
  ownRowsOnly: boolean;
}

const Privileges = z.object({
  RolePrivileges: z.array(z.object({ PrivilegeName: z.string().nullish(), Depth: z.string() })),
});

/** Tables whose privileges the platform names otherwise: notes are called Note, and closing activities share those of all activities. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  annotation: ['annotation', 'note'],
  opportunityclose: ['opportunityclose', 'activity'],
};

const NEVER_NEEDED: readonly Right[] = [];

/** What the connector does with each table. None of it needs a system administrator (R4). */
function deedsOf({ settings, solutions, leads, roles }: Org): Readonly<Record<string, readonly Right[]>> {
  const connections = roles.stakeholder !== null || roles.team?.kind === 'connections';
  return {
    opportunity: ['create', 'read', 'write', 'append', 'appendto'],
    account: ['create', 'read', 'append', 'appendto'],
    contact: ['create', 'read', 'write', 'append', 'appendto'],
    opportunityclose: ['create'],
    systemuser: ['read'],
    transactioncurrency: ['read'],
    lead: leads ? ['create', 'read', 'write'] : NEVER_NEEDED,
    annotation: settings.notes === 'note' ? ['create', 'read', 'write', 'append'] : NEVER_NEEDED,
    connection: connections ? ['create', 'read', 'delete', 'append'] : NEVER_NEEDED,
    ...(solutions
      ? {
          [solutions.tables.line]: ['create', 'read', 'write', 'delete', 'append'],
          [solutions.tables.detail]: ['create', 'read', 'appendto'],
        }
      : {}),
  };
}

/** Null where the environment does not name the privileges, so that nothing can be said. One call. */
export async function missingPrivileges(
  client: DynamicsClient,
  { userId }: Identity,
  org: Org,
  context: CallContext,
): Promise<readonly MissingPrivilege[] | null> {
  const path = `systemusers(${userId})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()`;
  const [answer] = await client.reads([path], context);
  const { RolePrivileges: held } = understood(Privileges, answer, 'RetrieveUserPrivileges');
  if (held.every(({ PrivilegeName: name }) => !name)) return null;
  const depths = new Map(held.map(({ PrivilegeName: name, Depth }) => [name?.toLowerCase(), Depth]));
  return Object.entries(deedsOf(org)).flatMap(([table, rights]) =>
    rights.flatMap((right): MissingPrivilege[] => {
      const names = (OTHER_NAMES[table] ?? [table]).map((name) => `prv${right}${name}`);
      const depth = names.map((name) => depths.get(name)).find((found) => found !== undefined);
      const ownRowsOnly = depth === 'Basic' && right === 'read';
      return depth === undefined || ownRowsOnly ? [{ table, right, ownRowsOnly }] : [];
    }),
  );
}
