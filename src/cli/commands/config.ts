import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { CRM_KINDS, type CrmKind } from '../../config/crms.ts';
import { exampleSettings } from '../../config/example.ts';
import { findSettingsFile } from '../../config/find.ts';
import { settingsJsonSchema } from '../../config/json-schema.ts';
import {
  type CheckedSettings,
  type ConfigProblem,
  checkSettings,
  formatProblem,
  readSettingsFile,
} from '../../config/load.ts';
import { checkSecrets } from '../../config/secrets.ts';
import { loadTaxonomy, taxonomyFile } from '../../config/taxonomy.ts';
import { asCosellError } from '../../core/errors.ts';
import { remarksOn, type TaxonomyRemark } from '../../core/model/taxonomy.ts';
import { type Cli, defineCommand, defineGroup } from '../command.ts';
import { productFolder } from '../product-version.ts';
import type { Style } from '../style.ts';

export function configCommand(cli: Cli): Command {
  return defineGroup(cli, 'config', 'Check, describe and start settings files', [
    check(cli),
    schema(cli),
    example(cli),
  ]);
}

function check(cli: Cli): Command {
  return defineCommand(cli, {
    usage: 'check [file]',
    summary: 'Check a settings file and the secrets it refers to',
    details: 'Names every fault with its line, what was expected and what to do. Calls nobody.',
    examples: [
      ['cosell config check', 'check the file that other commands would use'],
      ['cosell config check staging.yaml --json', 'faults as JSON, exit code 3 if there are any'],
    ],
    async run({ terminal, output, arguments: [named] }) {
      const file = await findSettingsFile(named, terminal.folder);
      const checked = checkSettings(await readSettingsFile(file, terminal.folder), file);
      const taxonomy = await checkTaxonomy(checked, file, terminal.folder);
      const problems = [
        ...checked.problems,
        ...(await secretProblems(checked, file, terminal.folder)),
        ...taxonomy.problems,
      ];
      const { remarks } = taxonomy;
      output.data({ file, ok: problems.length === 0, problems, remarks }, (style) =>
        [formatCheck(file, problems, style), ...remarks.map((said) => formatRemark(said, style))].join('\n'),
      );
      return problems.length === 0 ? undefined : 'badInput';
    },
  });
}

/** The list of roles, areas and plays: whether it can be read, and what of it ends soon. */
async function checkTaxonomy(
  { settings }: CheckedSettings,
  file: string,
  folder: string,
): Promise<{ problems: readonly ConfigProblem[]; remarks: readonly TaxonomyRemark[] }> {
  if (!settings) return { problems: [], remarks: [] };
  const place = { named: settings.deals.taxonomy, folder: resolve(folder, file, '..'), productFolder: productFolder() };
  try {
    return { problems: [], remarks: remarksOn(await loadTaxonomy(place), new Date().toISOString().slice(0, 10)) };
  } catch (thrown) {
    const { message, remedy } = asCosellError(thrown);
    const problem = { file: taxonomyFile(place), line: 0, column: 0, path: 'deals.taxonomy', message, remedy };
    return { problems: [problem], remarks: [] };
  }
}

function formatRemark({ message, remedy }: TaxonomyRemark, style: Style): string {
  return `${style.warning('!')} ${message}\n  ${style.faint(remedy)}`;
}

async function secretProblems(
  checked: CheckedSettings,
  file: string,
  folder: string,
): Promise<readonly ConfigProblem[]> {
  if (!checked.settings) return [];
  const missing = await checkSecrets(checked.settings, { folder: resolve(folder, file, '..') });
  return missing.map(({ path, error }) => ({
    file,
    line: 0,
    column: 0,
    path,
    message: error.message,
    remedy: error.remedy,
  }));
}

function formatCheck(file: string, problems: readonly ConfigProblem[], style: Style): string {
  if (problems.length === 0) return `${style.good('✔')} ${file} is in order, and its secrets are there.`;
  const lines = problems.map(
    (problem) => `${style.bad('✘')} ${formatProblem(problem)}\n  ${style.faint(problem.remedy)}`,
  );
  return lines.join('\n');
}

function schema(cli: Cli): Command {
  return defineCommand(cli, {
    usage: 'schema',
    summary: 'Print the JSON Schema of settings files, for editors',
    examples: [['cosell config schema > cosell.schema.json', 'let an editor complete and check cosell.yaml']],
    async run({ output }) {
      const value = settingsJsonSchema();
      output.data(value, () => JSON.stringify(value, null, 2));
      return undefined;
    },
  });
}

function example(cli: Cli): Command {
  return defineCommand<{ crm: CrmKind }>(cli, {
    usage: 'example',
    summary: 'Print a settings file to start from, with every setting explained',
    examples: [
      ['cosell config example > cosell.yaml', 'then fill in tenant, client ids and secrets'],
      ['cosell config example --crm dynamics > cosell.yaml', 'the same for Dynamics 365'],
    ],
    options: [new Option('--crm <kind>', 'which CRM').choices(CRM_KINDS).default('salesforce')],
    async run({ output, options }) {
      const yaml = exampleSettings(options.crm);
      output.data({ yaml }, () => yaml.trimEnd());
      return undefined;
    },
  });
}
