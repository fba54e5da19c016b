import { type Command, CommanderError } from 'commander';
import { asCosellError, CosellError } from '../core/errors.ts';
import { baseCommand, type Cli } from './command.ts';
import { configCommand } from './commands/config.ts';
import { connectCommand } from './commands/connect.ts';
import { crmCommand } from './commands/crm.ts';
import { dealsCommand } from './commands/deals.ts';
import { devCommand } from './commands/dev.ts';
import { doctorCommand } from './commands/doctor.ts';
import { emulateCommand } from './commands/emulate.ts';
import { importSettingsCommand } from './commands/import-settings.ts';
import { mappingCommand } from './commands/mapping.ts';
import { parkedCommand } from './commands/parked.ts';
import { planCommand } from './commands/plan.ts';
import { reconcileCommand } from './commands/reconcile.ts';
import { serveCommand } from './commands/serve.ts';
import { shadowCommand } from './commands/shadow.ts';
import { solutionsCommand } from './commands/solutions.ts';
import { statusCommand } from './commands/status.ts';
import { storeCommand } from './commands/store.ts';
import { taxonomyCommand } from './commands/taxonomy.ts';
import { versionCommand } from './commands/version.ts';
import { webhookCommand } from './commands/webhook.ts';
import { EXIT_CODES, type ExitName, exitCode, exitCodeOf } from './exit-codes.ts';
import { createOutput } from './output.ts';
import type { Application } from './product/application.ts';
import type { Terminal } from './terminal.ts';

export interface RunCliOptions {
  terminal: Terminal;
  loadApplication: () => Promise<Application>;
}

/** In the order in which an installation meets them. */
const COMMANDS = [
  devCommand,
  configCommand,
  importSettingsCommand,
  mappingCommand,
  connectCommand,
  crmCommand,
  doctorCommand,
  planCommand,
  reconcileCommand,
  serveCommand,
  statusCommand,
  dealsCommand,
  parkedCommand,
  webhookCommand,
  shadowCommand,
  taxonomyCommand,
  solutionsCommand,
  storeCommand,
  emulateCommand,
  versionCommand,
];

/** Runs one command line (without node and script) and answers its exit code. Never throws. */
export async function runCli(argv: readonly string[], options: RunCliOptions): Promise<number> {
  let end: ExitName = 'ok';
  const cli: Cli = { ...options, end: (exit) => (end = exit) };
  const program = buildProgram(cli);
  try {
    await program.parseAsync(withCommand(argv), { from: 'user' });
    return exitCode(end);
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitCode('ok');
    const error = thrown instanceof CommanderError ? usageError(thrown, helpFor(program, argv)) : asCosellError(thrown);
    reportError(error, argv, options.terminal);
    return exitCodeOf(error);
  }
}

/** `cosell --version` is what people try first. */
function withCommand(argv: readonly string[]): readonly string[] {
  return argv[0] === '--version' || argv[0] === '-V' ? ['version', ...argv.slice(1)] : argv;
}

/** The whole command tree. */
export function buildProgram(cli: Cli) {
  const program = baseCommand(cli.terminal, 'cosell')
    .description('Keeps Microsoft Partner Center referrals and the opportunities of your CRM in two-way step.')
    .usage('<command> [options]')
    .option('-V, --version', 'tell the versions, as `cosell version` does')
    .addHelpText('after', rootHelp());
  for (const command of COMMANDS) program.addCommand(command(cli));
  return program;
}

function rootHelp(): string {
  const codes = EXIT_CODES.map(({ code, means }) => `  ${String(code).padStart(3)}  ${means}`);
  return `
Examples:
  cosell dev                          # try everything with emulators, nothing to set up
  cosell config example > cosell.yaml # a settings file to start from
  cosell connect partner-center       # the one sign-in, and where its token goes
  cosell doctor                       # is everything right, and what to do where it is not
  cosell serve                        # run the connector with ./cosell.yaml
  cosell deals show DEAL --help       # every command explains itself

Exit codes:
${codes.join('\n')}

Settings come from --config FILE, else ./cosell.yaml, else .cosell/dev.yaml (left by \`cosell dev\`).
COSELL_DEBUG=1 adds stack traces to errors.`;
}

/** Help on the command that was meant, as far as there is one of that name. */
function helpFor(program: Command, argv: readonly string[]): string {
  const path = [program];
  for (const word of argv) {
    const next = path.at(-1)?.commands.find((command) => command.name() === word);
    if (!next) break;
    path.push(next);
  }
  return [...path.map((command) => command.name()), '--help'].join(' ');
}

/** Commander's own words without its prefix, with what to do. */
function usageError(error: CommanderError, help: string): CosellError {
  const shown = error.code === 'commander.help';
  const words = shown ? 'No command was given' : error.message.replace(/^error: /, '').trim();
  return new CosellError({
    code: 'usage',
    recovery: 'bad-input',
    message: words,
    remedy: `See \`${help}\`.`,
    cause: error,
  });
}

function reportError(error: CosellError, argv: readonly string[], terminal: Terminal): void {
  const output = createOutput(terminal, {
    json: argv.includes('--json'),
    quiet: false,
    color: !argv.includes('--no-color'),
  });
  output.fail(error, Boolean(terminal.environment['COSELL_DEBUG']));
}
