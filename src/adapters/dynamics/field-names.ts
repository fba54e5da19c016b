import { judgeNames, type NamedColumn, type NameFinding, type Spelling } from '../crm/field-names.ts';
import { clientOver } from './client.ts';
import type { ColumnRole } from './column-names.ts';
import { roleColumns } from './column-roles.ts';
import { openConnection } from './connection.ts';
import { describeTables } from './describe.ts';
import type { DynamicsOptions } from './side.ts';

/** A place in the settings that names a column; `role` where the environment itself tells which one, unless a name is written. */
export type WantedColumn = Omit<NamedColumn, 'usual' | 'name'> & {
  /** Undefined leaves it to the environment; null says that there is none. */
  name: string | null | undefined;
} & ({ role: ColumnRole } | { usual: string });

/** Compares names with the environment as the connector's user sees it; one call. Throws what signing in throws. */
export async function findNames(
  options: DynamicsOptions,
  wanted: readonly WantedColumn[],
): Promise<readonly NameFinding[]> {
  const client = clientOver(openConnection(options));
  const tables = [...new Set(['opportunity', ...wanted.map(({ object }) => object)])];
  const shapes = await describeTables(client, tables, { kind: 'describe' });
  const opportunity = shapes.get('opportunity');
  const usualFor = opportunity ? roleColumns({ ...options.settings, fields: {} }, opportunity) : () => null;
  const named = wanted.map((place): NamedColumn => {
    const usual = 'role' in place ? (usualFor(place.role) ?? '') : place.usual;
    const found = usual === '' ? null : usual;
    return { ...place, usual, name: place.name === undefined ? found : place.name };
  });
  return judgeNames(named, shapes, SPELLING);
}

/** A publisher's prefix, an underscore and the name. */
const PREFIX = /^[a-z][a-z0-9]{1,7}_/;

const SPELLING: Spelling = {
  isCustom: (name) => PREFIX.test(name),
  bare: (name) =>
    name
      .toLowerCase()
      .replace(PREFIX, '')
      .replace(/[^\p{L}\p{N}]/gu, ''),
};
