import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { readSolutions } from '../../config/import/solutions.ts';
import { type Cli, defineCommand, defineGroup } from '../command.ts';
import type { SolutionStep } from '../product/solutions.ts';
import { printable, type Style } from '../style.ts';
import { formatTable } from '../table.ts';
import { connection } from '../values.ts';

export function solutionsCommand(cli: Cli): Command {
  return defineGroup(cli, 'solutions', 'Solutions that sellers choose from in the CRM', [importSolutions(cli)]);
}

function importSolutions(cli: Cli): Command {
  return defineCommand<{ connection?: string; dryRun?: true }>(cli, {
    usage: 'import <file>',
    settings: true,
    summary: 'Fill the list of solutions in Dynamics 365 from a spreadsheet',
    details:
      'Reads CSV with the headings Solution Identifier, Solution Name, Type (1P or 3P) and Publisher Name, in any order; the last two may lack. ' +
      'Solutions are known by their identifier: new ones are added, others are changed where the file says something else, and what the file ' +
      'does not name stays. A file with a wrong line is not taken over at all.',
    examples: [
      ['cosell solutions import solutions.csv --dry-run', 'what would be changed'],
      ['cosell solutions import solutions.csv --connection dynamics', 'a second run changes nothing'],
    ],
    options: [connection(), new Option('--dry-run', 'only say what would be changed')],
    async run({ terminal, output, options, arguments: [file = ''], application, loadSettings }) {
      const entries = await readSolutions(resolve(terminal.folder, file), file);
      const { solutions } = await application();
      const { connection: name = null, dryRun = false } = options;
      const steps = await solutions.take(await loadSettings(), { connection: name, entries, dryRun });
      output.data({ file, dryRun, steps }, (style) => formatSteps(steps, dryRun, style));
      return undefined;
    },
  });
}

function formatSteps(steps: readonly SolutionStep[], dryRun: boolean, style: Style): string {
  const changes = steps.filter(({ action }) => action !== 'keep');
  if (changes.length === 0) return style.good('Nothing to do.');
  const table = formatTable(changes, [
    { title: 'ACTION', value: ({ action }) => action },
    { title: 'IDENTIFIER', value: ({ identifier }) => printable(identifier) },
    { title: 'NAME', value: ({ name }) => printable(name) },
  ]);
  const count = `${changes.length} ${changes.length === 1 ? 'change' : 'changes'}`;
  return `${table}\n${count} ${dryRun ? 'to make; nothing has been changed' : 'made'}.`;
}
