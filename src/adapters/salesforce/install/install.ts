import type { Part } from '../client.ts';
import { buildArchive } from './archive.ts';
import { type DeployContext, type Deployment, deployChecked } from './deploy.ts';
import type { ComponentFailure } from './failures.ts';
import { type Inventory, readLayouts, readShapes, takeInventory } from './inventory.ts';
import { strayParts } from './layout.ts';
import type { Renames } from './names.ts';
import type { OrgAdmin } from './org-admin.ts';
import { CONNECTOR_SET, type Grants, type Package } from './package.ts';
import { type InstallPlan, isEmptyPlan, planInstall } from './plan.ts';
import type { PlanOptions } from './step.ts';
import { type VerifyFinding, verifyVisible } from './verify.ts';

export interface InstallContext extends DeployContext {
  /** The connector's own user, who is asked what it sees. */
  connector: OrgAdmin;
  pack: Package;
  renames: Renames;
  /** Of the Metadata API, for example `66.0`. */
  version: string;
}

export interface InstallOutcome {
  plan: InstallPlan;
  deployments: readonly Deployment[];
  /** Components that Salesforce does not take; what they belong to was not deployed. */
  failures: readonly ComponentFailure[];
  /** What does not work yet although everything was deployed. */
  findings: readonly VerifyFinding[];
}

/** Looks at the org and says what would be done. */
export async function plan(context: InstallContext, options: PlanOptions): Promise<InstallPlan> {
  const inventory = await takeInventory(context.pack, context.admin, context.connector);
  return planInstall(context.pack, inventory, context.renames, options);
}

/**
 * Brings the org to where the package wants it. What is there already is not deployed again, so a second run changes nothing. The package
 * itself is all or nothing; a layout that cannot be changed is a finding and keeps nothing else from working.
 */
export async function install(context: InstallContext, options: PlanOptions): Promise<InstallOutcome> {
  context.onProgress({ phase: 'Looking at the org', done: 0, total: null });
  const inventory = await takeInventory(context.pack, context.admin, context.connector);
  const made = planInstall(context.pack, inventory, context.renames, options);
  if (isEmptyPlan(made)) {
    return { plan: made, deployments: [], failures: [], findings: verify(made, context.pack, inventory) };
  }
  const deployments = await deployPackage(made, context);
  const failures = deployments.at(-1)?.failures ?? [];
  if (failures.length > 0) return { plan: made, deployments, failures, findings: [] };
  const granted = await widenSets(made, inventory, context);
  const assigned = await assign(made, context);
  const layouts = await deployLayouts(made, context);
  context.onProgress({ phase: 'Verifying what the connector sees', done: 0, total: null });
  const shapes = await readShapes([...inventory.shapes.keys()], context.connector);
  const findings = [
    ...granted,
    ...assigned,
    ...layouts.findings,
    ...verify(made, context.pack, { ...inventory, shapes }),
  ];
  return { plan: made, deployments: [...deployments, ...layouts.deployments], failures: [], findings };
}

function verify(made: InstallPlan, pack: Package, inventory: Pick<Inventory, 'shapes' | 'connectorUser'>) {
  const exempt = made.steps.filter(({ action }) => action === 'skip' || action === 'differs').map(({ name }) => name);
  return verifyVisible(pack, { ...inventory, exempt: new Set(exempt) });
}

async function deployPackage(made: InstallPlan, context: InstallContext): Promise<Deployment[]> {
  const { objects, fields, rules, sets } = made;
  if (objects.length + fields.length + rules.length + sets.length === 0) return [];
  return deployChecked(buildArchive({ objects, fields, rules, sets }, context.version), 'the package', context);
}

type Write = Pick<Part, 'method' | 'path' | 'body'> & { about: string };

/** Adds grants one by one: deploying a permission set would take away what an administrator has added to it (contract §6.2). */
async function widenSets(made: InstallPlan, inventory: Inventory, { admin }: InstallContext): Promise<VerifyFinding[]> {
  const writes = made.grants.flatMap((missing) => grantWrites(missing, inventory.sets.get(missing.set)));
  const outcomes = await admin.write(
    writes.map(({ method, path, body }) => ({ method, path, ...(body ? { body } : {}) })),
  );
  return writes.flatMap(({ about }, at) => {
    const said = outcomes[at] ?? null;
    if (said === null || said.startsWith('DUPLICATE_VALUE')) return [];
    return [{ place: about, message: `Access could not be granted: ${said}`, remedy: 'Grant it in Setup by hand.' }];
  });
}

function grantWrites(
  { fields, objects }: Grants,
  set: { id: string; rows: ReadonlyMap<string, string> } | undefined,
): Write[] {
  if (!set) return [];
  const write = (
    sobject: string,
    about: string,
    created: Record<string, unknown>,
    rights: Record<string, unknown>,
  ): Write => {
    const row = set.rows.get(about);
    return row === undefined
      ? { about, method: 'POST', path: `sobjects/${sobject}`, body: { ParentId: set.id, ...created, ...rights } }
      : { about, method: 'PATCH', path: `sobjects/${sobject}/${row}`, body: rights };
  };
  return [
    ...objects.map(({ object, rights }) =>
      write(
        'ObjectPermissions',
        object,
        { SobjectType: object },
        Object.fromEntries(rights.map((right) => [`Permissions${right}`, true])),
      ),
    ),
    ...fields.map(({ field, edit }) =>
      write(
        'FieldPermissions',
        field,
        { SobjectType: field.split('.')[0] ?? '', Field: field },
        { PermissionsRead: true, ...(edit ? { PermissionsEdit: true } : {}) },
      ),
    ),
  ];
}

async function assign(made: InstallPlan, { admin }: InstallContext): Promise<VerifyFinding[]> {
  if (!made.assign) return [];
  const [set] = await admin.query(`SELECT Id FROM PermissionSet WHERE Name = '${CONNECTOR_SET}'`);
  const body = { AssigneeId: made.connectorUser.id, PermissionSetId: set?.Id ?? '' };
  const [said] = await admin.write([{ method: 'POST', path: 'sobjects/PermissionSetAssignment', body }]);
  if (!said || said.startsWith('DUPLICATE_VALUE')) return [];
  return [
    {
      place: CONNECTOR_SET,
      message: `The permission set could not be given to ${made.connectorUser.username}: ${said}`,
      remedy: 'Assign it in Setup by hand; the user running this command needs "Assign Permission Sets" to do it.',
    },
  ];
}

interface LayoutOutcome {
  deployments: readonly Deployment[];
  findings: readonly VerifyFinding[];
}

async function deployLayouts(made: InstallPlan, context: InstallContext): Promise<LayoutOutcome> {
  if (made.layouts.length === 0) return { deployments: [], findings: [] };
  const archive = buildArchive({ layouts: made.layouts }, context.version);
  const deployments = await deployChecked(archive, 'page layouts', context);
  const failures = deployments.at(-1)?.failures ?? [];
  const findings = failures.map(({ component, message }) => ({ place: component, message, remedy: BY_HAND }));
  return { deployments, findings: failures.length > 0 ? findings : await strayLayouts(made, context) };
}

const BY_HAND =
  'Add the section and the related list in Setup by hand (Object Manager, Page Layouts); everything else is installed.';

/** A layout is deployed as a whole, so it is read again and compared with what was meant, down to the last button. */
async function strayLayouts({ layouts }: InstallPlan, { admin }: InstallContext): Promise<VerifyFinding[]> {
  const found = new Map((await readLayouts(admin)).map(({ fullName, metadata }) => [fullName, metadata]));
  return layouts.flatMap(({ fullName, metadata }) => {
    const stray = strayParts(metadata, found.get(fullName) ?? {});
    if (stray.length === 0) return [];
    const message = `After the deployment these parts are not as they were: ${stray.join(', ')}.`;
    return [
      { place: fullName, message, remedy: 'Compare the layout in Setup; the Setup Audit Trail tells what was there.' },
    ];
  });
}
