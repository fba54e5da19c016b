import { CosellError } from '../../../core/errors.ts';
import { type PackageColumn, PUBLISHER } from '../columns.ts';
import { attempt, publish } from './attempt.ts';
import type { InstallContext } from './context.ts';
import type { InstallProblem } from './failures.ts';
import { columnIn, type Inventory } from './inventory.ts';
import type { Data } from './kept-parts.ts';
import type { OrgAdmin } from './org-admin.ts';
import type { Package } from './package.ts';
import { takeInventory } from './take-inventory.ts';
import { planUninstall, type Removal, type UninstallPlan } from './uninstall-plan.ts';

export interface UninstallOutcome {
  plan: UninstallPlan;
  failures: readonly InstallProblem[];
}

/** Takes out of the environment what the package has put there. `dry` only says what would go. */
export async function uninstall(
  context: InstallContext,
  { force, dry }: { force: boolean; dry: boolean },
): Promise<UninstallOutcome> {
  const { pack, admin, connector, signal, onProgress } = context;
  onProgress({ phase: 'Looking at the environment', done: 0, total: null });
  const inventory = await takeInventory(pack, admin, connector);
  const data: Data = force ? new Map() : await findData(pack, inventory, connector);
  const plan = planUninstall(pack, inventory, data);
  if (dry) return { plan, failures: [] };
  for (const [done, removal] of plan.removals.entries()) {
    signal.throwIfAborted();
    onProgress({ phase: 'Removing', done, total: plan.removals.length });
    const problem = await attempt(placeOf(removal), () => remove(removal, admin), context);
    if (problem) return { plan, failures: [problem] };
  }
  return { plan, failures: [] };
}

function placeOf(removal: Removal): string {
  if ('publish' in removal) return 'Publishing';
  return 'form' in removal ? `Form ${removal.form.name}` : removal.about;
}

async function remove(removal: Removal, admin: OrgAdmin): Promise<void> {
  if ('publish' in removal) await publish(removal.publish, admin);
  else if ('form' in removal) await admin.change(`systemforms(${removal.form.id})`, { formxml: removal.xml });
  else await admin.remove(removal.path);
}

/**
 * Finds out where the environment holds data of ours. What cannot be looked into counts as data: nothing is deleted on a guess. The
 * connector's user is asked, because it sees all rows.
 */
async function findData(pack: Package, inventory: Inventory, connector: OrgAdmin): Promise<Data> {
  const tables = pack.own.filter(({ name }) => inventory.tables.get(name)?.ours);
  const columns = pack.extended.flatMap(({ name, columns: own }) =>
    own
      .filter((column) => columnIn(inventory, name, column.name)?.ours)
      .map((column) => ({ table: name, column, set: inventory.tables.get(name)?.set ?? '' })),
  );
  const found = await Promise.all([
    ...tables.map(async ({ name }) => {
      const path = `${inventory.tables.get(name)?.set}?$top=1&$select=${PUBLISHER.prefix}_name`;
      return [name, await looked(path, 'It holds rows.', connector)] as const;
    }),
    ...columns.map(async ({ table, column, set }) => {
      const path = `${set}?$top=1&$select=${valueName(column)}&$filter=${condition(column)}`;
      return [`${table}.${column.name}`, await looked(path, 'There are rows with a value in it.', connector)] as const;
    }),
  ]);
  return new Map(found.filter((entry): entry is [string, string] => entry[1] !== null));
}

const valueName = (column: PackageColumn): string => (column.type === 'lookup' ? `_${column.name}_value` : column.name);

/** A box that is not ticked says nothing. */
const condition = (column: PackageColumn): string =>
  column.type === 'boolean' ? `${column.name} eq true` : `${valueName(column)} ne null`;

async function looked(path: string, said: string, connector: OrgAdmin): Promise<string | null> {
  try {
    return (await connector.rows(path)).length === 0 ? null : said;
  } catch (thrown) {
    if (thrown instanceof CosellError && (thrown.recovery === 'misconfigured' || thrown.recovery === 'refused')) {
      return 'It cannot be told whether it holds data.';
    }
    throw thrown;
  }
}
