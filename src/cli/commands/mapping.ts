import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { replaceFile } from '../../config/edit.ts';
import { loadSettings, readSettingsFile } from '../../config/load.ts';
import { exportMapping, importMapping, type MappingImport } from '../../config/mapping.ts';
import { CosellError } from '../../core/errors.ts';
import { type Cli, defineCommand, defineGroup } from '../command.ts';
import { withInstallation } from '../installation.ts';
import type { MappingHistory } from '../product/mapping.ts';
import { productVersion } from '../product-version.ts';
import { printable, type Style } from '../style.ts';
import { formatTable } from '../table.ts';

export function mappingCommand(cli: Cli): Command {
  return defineGroup(cli, 'mapping', 'Carry the mapping from one installation to another, and look back on it', [
    exportCommand(cli),
    importCommand(cli),
    historyCommand(cli),
  ]);
}

const config = () => new Option('-c, --config <file>', 'settings file').default('cosell.yaml');

function exportCommand(cli: Cli): Command {
  return defineCommand<{ config: string }>(cli, {
    usage: 'export',
    summary: 'Print how deals are mapped, without connections and secrets',
    details:
      'Everything that staging and production have in common: owners, field names, stages, new records, routing, and the taxonomy file if the ' +
      'settings name one.',
    examples: [['cosell mapping export --config staging.yaml > mapping.yaml', 'then import it into production']],
    options: [config()],
    async run({ terminal, output, options }) {
      const { settings } = await loadSettings(options.config, terminal.folder);
      const text = await readSettingsFile(options.config, terminal.folder);
      const folder = dirname(resolve(terminal.folder, options.config));
      const named = settings.deals.taxonomy;
      const taxonomy = named === undefined ? null : await readFile(resolve(folder, named), 'utf8');
      const yaml = exportMapping(text, { product: productVersion(), taxonomy });
      output.data({ yaml }, () => yaml.trimEnd());
      return undefined;
    },
  });
}

function importCommand(cli: Cli): Command {
  return defineCommand<{ config: string; dryRun?: true }>(cli, {
    usage: 'import <file>',
    summary: 'Take over the mapping of another installation',
    details:
      'Afterwards both map alike. Connections, secrets, store and limits of this settings file stay as they are, and so do its comments. Try ' +
      'what it means for the deals with `cosell plan` before the connector is started again.',
    examples: [
      ['cosell mapping import mapping.yaml --dry-run', 'what would be changed, from what to what'],
      ['cosell mapping import mapping.yaml --config production.yaml', 'promote it'],
    ],
    options: [config(), new Option('--dry-run', 'only say what would be changed')],
    async run({ terminal, output, options, arguments: [file = ''] }) {
      const { config: target, dryRun = false } = options;
      const text = await readSettingsFile(target, terminal.folder);
      const found = importMapping(await readMappingFile(resolve(terminal.folder, file)), file, { text, file: target });
      const written = !dryRun && (found.changes.length > 0 || found.taxonomy !== null);
      if (written) await write(found, resolve(terminal.folder, target));
      const { changes } = found;
      output.data({ file, target, written, changes }, (style) => formatImport(found, { target, dryRun }, style));
      return undefined;
    },
  });
}

async function readMappingFile(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CosellError({
      code: 'mapping-unreadable',
      recovery: 'bad-input',
      message: `${path} cannot be read.`,
      remedy: 'Name a file that `cosell mapping export` has written.',
      place: path,
      cause,
    });
  });
}

async function write({ text, taxonomy }: MappingImport, target: string): Promise<void> {
  await replaceFile(target, text);
  const named = (await loadSettings(target)).settings.deals.taxonomy;
  if (taxonomy !== null && named !== undefined) await replaceFile(resolve(dirname(target), named), taxonomy);
}

function formatImport(
  { changes, taxonomy }: MappingImport,
  { target, dryRun }: { target: string; dryRun: boolean },
  style: Style,
): string {
  const shown = (value: unknown) =>
    value === null ? '–' : printable(typeof value === 'string' ? value : JSON.stringify(value));
  const table = formatTable(changes, [
    { title: 'Setting', value: ({ setting }) => setting },
    { title: 'From', value: ({ from }) => shown(from) },
    { title: 'To', value: ({ to }) => (to === null ? style.faint('the default') : shown(to)) },
  ]);
  const done = dryRun ? 'would be changed' : 'changed';
  return [
    ...(changes.length > 0 ? [table, ''] : []),
    changes.length === 0 ? `${target} maps alike already.` : `${changes.length} ${done} in ${target}.`,
    ...(taxonomy === null ? [] : [`The taxonomy file ${dryRun ? 'would be' : 'was'} written, too.`]),
  ].join('\n');
}

function historyCommand(cli: Cli): Command {
  return defineCommand(cli, {
    usage: 'history',
    settings: true,
    summary: 'Tell with which mappings connectors have worked on this store, and since when',
    examples: [['cosell mapping history', 'whether the settings at hand are those in use']],
    async run(invocation) {
      const found = await withInstallation(invocation, (installation) => installation.mappingHistory());
      invocation.output.data(found, (style) => formatHistory(found, style));
      return undefined;
    },
  });
}

function formatHistory({ present, versions }: MappingHistory, style: Style): string {
  const table = formatTable(versions, [
    { title: 'NUMBER', value: ({ number }) => String(number) },
    { title: 'MAPPING', value: ({ version }) => version },
    { title: 'SINCE', value: ({ since }) => since },
    { title: 'COSELL', value: ({ cosell }) => cosell },
  ]);
  const isUsed = versions[0]?.version === present;
  const line = isUsed
    ? style.good(`The settings at hand are mapping ${present}, the one in use.`)
    : style.warning(`The settings at hand are mapping ${present}; no connector has started with it yet.`);
  return [...(versions.length > 0 ? [table, ''] : []), line].join('\n');
}
