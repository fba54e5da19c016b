import { guidOf } from '../schema/columns.ts';
import type { Schema } from '../schema/schema.ts';
import type { Table } from '../schema/types.ts';
import { RIGHTS } from '../world-schema.ts';

export type Right = (typeof RIGHTS)[number];

/** One privilege of a table. Activities of every kind share those of the activity. */
export interface Privilege {
  id: string;
  /** `prvReadOpportunity`. */
  name: string;
  type: string;
  right: Right;
  /** Whether it can reach own rows only; rows that nobody owns are read by everybody or by nobody. */
  canBeBasic: boolean;
}

const TYPES: Readonly<Record<Right, string>> = {
  create: 'Create',
  read: 'Read',
  write: 'Write',
  delete: 'Delete',
  append: 'Append',
  appendto: 'AppendTo',
  assign: 'Assign',
  share: 'Share',
};

/** What only rows with an owner know. */
const OF_OWNERS: readonly Right[] = ['assign', 'share'];

const known = new WeakMap<Table, readonly Privilege[]>();

export function privilegesOf(table: Table): readonly Privilege[] {
  const made = known.get(table) ?? makePrivileges(table);
  known.set(table, made);
  return made;
}

function makePrivileges({ schemaName, ownership, primaryId }: Table): Privilege[] {
  const name = primaryId === 'activityid' ? 'Activity' : schemaName;
  const canBeBasic = ownership === 'user';
  return RIGHTS.filter((right) => canBeBasic || !OF_OWNERS.includes(right)).map((right) => ({
    id: guidOf(`privilege:${name}:${right}`),
    name: `prv${TYPES[right]}${name}`,
    type: TYPES[right],
    right,
    canBeBasic,
  }));
}

/** SecurityPrivilegeMetadata, a complex property of the definition of a table. */
export const privilegesJson = (table: Table): Record<string, unknown>[] =>
  privilegesOf(table).map(({ id, name, type, canBeBasic }) => ({
    CanBeBasic: canBeBasic,
    CanBeDeep: canBeBasic,
    CanBeGlobal: true,
    CanBeLocal: canBeBasic,
    CanBeEntityReference: false,
    CanBeParentEntityReference: false,
    Name: name,
    PrivilegeId: id,
    PrivilegeType: type,
  }));

/** Tables and rights behind a privilege; none for an id that is no privilege. */
export function behind(schema: Schema, id: string): { table: string; privilege: Privilege }[] {
  return [...schema.tables.values()].flatMap((table) => {
    const privilege = privilegesOf(table).find((each) => each.id === id);
    return privilege ? [{ table: table.logicalName, privilege }] : [];
  });
}
