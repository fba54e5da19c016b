import type { Command } from 'commander';
import { EXIT_CODES } from '../src/cli/exit-codes.ts';
import { recordedTerminal } from '../src/cli/recorded-terminal.ts';
import { buildProgram } from '../src/cli/run.ts';
import { markdownTable, writeOrCheck } from './generated.ts';

/** Writes docs/reference/cli.md from the help of every command. */
const INTRODUCTION = `# Command line

Data goes to standard output, talk to standard error. Every command takes \`--json\`, \`--quiet\`, \`--no-color\` and \`--help\`; none asks questions.
Colours appear only on a terminal, and never when \`NO_COLOR\` is set. With \`--json\` an error is one line of JSON on standard error:
\`{ "error": { "code", "message", "remedy", "place", "owner" } }\`; [errors.md](errors.md) lists the codes. \`COSELL_DEBUG=1\` adds stack traces.

\`status\`, \`deals\`, \`reconcile\` and \`parked\` open the store that the settings name; a connector may run on it meanwhile. Started in the folder of a
running \`cosell dev\` they need no options.

This page is generated from the commands by \`tools/cli-reference.ts\`.

## Exit codes
`;

function page(): string {
  const program = buildProgram({
    terminal: recordedTerminal(),
    end: () => undefined,
    loadApplication: () => Promise.reject(new Error('documentation starts nothing')),
  });
  const codes = markdownTable(
    ['Code', 'Means'],
    EXIT_CODES.map(({ code, means }) => [String(code), means]),
  );
  return `${INTRODUCTION}\n${codes}\n${[...leaves(program)].map(section).join('')}`;
}

function* leaves(command: Command): Generator<Command> {
  if (command.commands.length === 0) yield command;
  for (const member of command.commands) yield* leaves(member);
}

function section(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return `\n## ${nameOf(command)}\n\n\`\`\`text\n${help.trimEnd()}\n\`\`\`\n`;
}

function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

await writeOrCheck([{ path: 'docs/reference/cli.md', text: page() }], 'tools/cli-reference.ts');
