import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CosellError } from '../../core/errors.ts';
import { type Cli, type CommandSpec, defineCommand, defineGroup, type Invocation } from '../command.ts';
import { formatCrmReport } from '../crm-report.ts';
import type { ExitName } from '../exit-codes.ts';
import { listenForInterrupt } from '../interrupt.ts';
import type { CrmReport } from '../product/crm.ts';
import { createProgress } from '../progress.ts';
import { connection } from '../values.ts';
import { crmFieldsCommand } from './crm-fields.ts';

export function crmCommand(cli: Cli): Command {
  return defineGroup(cli, 'crm', 'Install what the connector needs in the CRM, and find its fields', [
    plan(cli),
    install(cli),
    upgrade(cli),
    uninstall(cli),
    crmFieldsCommand(cli),
  ]);
}

interface CrmOptions {
  connection?: string;
  adminToken?: string;
}

interface LayoutOptions extends CrmOptions {
  layouts: boolean;
  changeTracking?: true;
}

interface InstallOptions extends LayoutOptions {
  package?: string;
  export?: 'managed' | 'unmanaged';
}

const adminToken = () =>
  new Option(
    '--admin-token <reference>',
    "env:NAME or file:PATH of an administrator's access token, for what the connector's user may not do",
  ).argParser((text) => {
    if (/^(env|file):./.test(text)) return text;
    throw new InvalidArgumentError('Expected env:NAME or file:PATH; the token itself would be seen by others.');
  });

const noLayouts = () => new Option('--no-layouts', 'leave page layouts and forms alone');

const changeTracking = () =>
  new Option(
    '--change-tracking',
    'Dynamics 365: turn change tracking on for opportunities and leads; it can never be turned off again',
  );

const packageFile = () =>
  new Option('--package <file>', 'Dynamics 365: import this solution file first, for example a managed one');

const exported = () =>
  new Option(
    '--export <kind>',
    'Dynamics 365: write the solution to a file afterwards, for other environments',
  ).choices(['managed', 'unmanaged']);

const shared = { settings: true } satisfies Partial<CommandSpec<unknown>>;

function plan(cli: Cli): Command {
  return defineCommand<LayoutOptions & { upgrade?: true }>(cli, {
    ...shared,
    usage: 'plan',
    summary: 'Show what installing would do, and change nothing',
    details:
      'Compares the package of the connector with the CRM. What is there already, from Microsoft’s own package for example, is named and kept.',
    examples: [['cosell crm plan --connection salesforce', 'what is missing, what is kept, what differs']],
    options: [
      connection(),
      new Option('--upgrade', 'what upgrading would do'),
      noLayouts(),
      changeTracking(),
      adminToken(),
    ],
    run: (invocation) =>
      run(invocation, 'planned', async (request) => {
        const { crm } = await invocation.application();
        const { upgrade = false, layouts, changeTracking: tracking = false } = invocation.options;
        const wishes = { upgrade, layouts, changeTracking: tracking, packageFile: null };
        return crm.plan(await invocation.loadSettings(), { ...request, ...wishes });
      }),
  });
}

function install(cli: Cli): Command {
  return defineCommand<InstallOptions>(cli, {
    ...shared,
    usage: 'install',
    summary: 'Create what is missing in the CRM: fields, objects, rules, permissions, a layout section',
    details:
      'Nothing that is there is changed or replaced, and a second run changes nothing. Salesforce checks everything before it is deployed; ' +
      'Dynamics 365 gets one small change after the other, and an installation that breaks off is run again. Afterwards the connector looks ' +
      'whether it sees every field. The user needs the right to modify metadata while this runs.',
    examples: [
      ['cosell crm install --connection salesforce', 'with the user of the connector'],
      ['cosell crm install --admin-token env:SALESFORCE_TOKEN', "with an administrator's access token"],
      ['cosell crm install --connection dynamics --export managed', 'and write a file for production'],
      ['cosell crm install --connection dynamics --package CosellConnector_1_0_0_0_managed.zip', 'from such a file'],
    ],
    options: [connection(), noLayouts(), changeTracking(), packageFile(), exported(), adminToken()],
    run: (invocation) => runInstall(invocation, false),
  });
}

function upgrade(cli: Cli): Command {
  return defineCommand<InstallOptions>(cli, {
    ...shared,
    usage: 'upgrade',
    summary: 'Install, and bring up to date what an earlier version installed',
    details: 'Changes only what the connector has installed itself. Grants that were added by hand stay.',
    examples: [['cosell crm upgrade --connection salesforce', 'after a new version of Cosell']],
    options: [connection(), noLayouts(), changeTracking(), packageFile(), exported(), adminToken()],
    run: (invocation) => runInstall(invocation, true),
  });
}

async function runInstall(invocation: Invocation<InstallOptions>, isUpgrade: boolean): Promise<ExitName> {
  const { options, terminal, output } = invocation;
  const { layouts, changeTracking: tracking = false, package: file, export: kind } = options;
  const { crm } = await invocation.application();
  const settings = await invocation.loadSettings();
  const bytes = file === undefined ? null : await readPackageFile(resolve(terminal.folder, file));
  const wishes = { upgrade: isUpgrade, layouts, changeTracking: tracking, packageFile: bytes };
  const ended = await run(invocation, 'installed', (request) => crm.install(settings, { ...request, ...wishes }));
  if (kind === undefined || ended === 'failed' || ended === 'interrupted') return ended;
  const { connection: name = null, adminToken: token = null } = options;
  const exported = await crm.exportPackage(settings, {
    connection: name,
    adminToken: token,
    managed: kind === 'managed',
  });
  await writeFile(resolve(terminal.folder, exported.name), exported.bytes);
  output.say(`Written: ${exported.name}`);
  return ended;
}

async function readPackageFile(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw new CosellError({
      code: 'package-unreadable',
      recovery: 'bad-input',
      message: `The package file ${path} cannot be read.`,
      remedy: 'Check the path; `cosell crm install --export managed` writes such a file.',
      place: path,
      cause,
    });
  });
}

function uninstall(cli: Cli): Command {
  return defineCommand<CrmOptions & { force?: true; dryRun?: true }>(cli, {
    ...shared,
    usage: 'uninstall',
    summary: 'Remove what was installed, except what holds data',
    details:
      'Removes only what the connector has installed itself. Fields and objects that hold data stay readable, with the permission set ' +
      'that shows them to sellers. The connector loses its access; stop it before.',
    examples: [
      ['cosell crm uninstall --dry-run', 'what would go and what would stay'],
      ['cosell crm uninstall --force', 'the data, too'],
    ],
    options: [
      connection(),
      new Option('--dry-run', 'only say what would be removed'),
      new Option('--force', 'remove fields and objects that hold data, and the data with them'),
      adminToken(),
    ],
    run: (invocation) =>
      run(invocation, invocation.options.dryRun ? 'planned' : 'removed', async (request) => {
        const { crm } = await invocation.application();
        const { force = false, dryRun = false } = invocation.options;
        return crm.uninstall(await invocation.loadSettings(), { ...request, force, dryRun });
      }),
  });
}

interface Request {
  connection: string | null;
  adminToken: string | null;
  signal: AbortSignal;
  onProgress: (progress: { phase: string; done: number; total: number | null }) => void;
}

/** Progress, interruption and report are the same for all of them. */
async function run(
  invocation: Invocation<CrmOptions>,
  done: 'planned' | 'installed' | 'removed',
  act: (request: Request) => Promise<CrmReport>,
): Promise<ExitName> {
  const { terminal, output, options } = invocation;
  const progress = createProgress(terminal, output);
  const stop = listenForInterrupt(terminal, () => {
    progress.stop();
    output.say('Stopping…');
  });
  try {
    const report = await act({
      connection: options.connection ?? null,
      adminToken: options.adminToken ?? null,
      signal: stop.signal,
      onProgress: (update) => progress.update(update),
    });
    progress.stop();
    output.data(report, (style) => formatCrmReport(report, done, style));
    return endOf(report);
  } catch (thrown) {
    if (!stop.signal.aborted) throw thrown;
    output.say('Interrupted. A deployment that was under way is finished by the CRM; run the same command again.');
    return 'interrupted';
  } finally {
    progress.stop();
    stop.release();
  }
}

function endOf({ failures, findings, steps }: CrmReport): ExitName {
  if (failures.length > 0) return 'failed';
  return findings.length > 0 || steps.some(({ action }) => action === 'differs') ? 'attention' : 'ok';
}
