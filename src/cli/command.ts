import { type Argument, Command, type Option } from 'commander';
import { findSettingsFile } from '../config/find.ts';
import { type LoadedSettings, loadSettings } from '../config/load.ts';
import type { ExitName } from './exit-codes.ts';
import { createOutput, type Output } from './output.ts';
import type { Application } from './product/application.ts';
import type { Terminal } from './terminal.ts';

/** What every command gets from outside. */
export interface Cli {
  terminal: Terminal;
  /** Loaded only by commands that need the product, so that the others start at once. */
  loadApplication(): Promise<Application>;
  /** Takes how the command ended. */
  end(exit: ExitName): void;
}

/** One command as data. `run` answers how it ended; absent means well. */
export interface CommandSpec<Options> {
  /** Name and arguments in commander's notation, for example `show <id>`. */
  usage: string;
  summary: string;
  /** More than the summary, for the command's own help. */
  details?: string;
  /** Each line with what it does; at least one. */
  examples: readonly (readonly [line: string, does: string])[];
  /** Arguments that need more than a name. */
  parameters?: readonly Argument[];
  options?: readonly Option[];
  /** Adds --config and --store. */
  settings?: boolean;
  run(invocation: Invocation<Options>): Promise<ExitName | undefined>;
}

export interface Invocation<Options> {
  terminal: Terminal;
  output: Output;
  options: Options;
  arguments: readonly string[];
  application(): Promise<Application>;
  /** The checked settings file, with --store in place of its store. */
  loadSettings(): Promise<LoadedSettings>;
}

interface CommonOptions {
  json?: true;
  quiet?: true;
  color: boolean;
  config?: string;
  store?: string;
}

/** Builds a command: common options, help with examples, errors as exceptions. */
export function defineCommand<Options = unknown>(cli: Cli, spec: CommandSpec<Options>): Command {
  const [name, ...parameters] = spec.usage.split(' ');
  const command = baseCommand(cli.terminal, name ?? '');
  for (const parameter of parameters) command.argument(parameter);
  for (const parameter of spec.parameters ?? []) command.addArgument(parameter);
  command.summary(spec.summary).description([spec.summary, spec.details].filter(Boolean).join('\n\n'));
  for (const option of spec.options ?? []) command.addOption(option);
  if (spec.settings) {
    command.option('-c, --config <file>', 'settings file (default: cosell.yaml, else .cosell/dev.yaml)');
    command.option('--store <place>', 'folder or postgres:// address instead of the one in the settings');
  }
  command
    .option('--json', 'data as JSON on standard output')
    .option('-q, --quiet', 'no talk on standard error except errors')
    .option('--no-color', 'no colours (as does the environment variable NO_COLOR)')
    .addHelpText('after', formatExamples(spec.examples));
  return command.action(async () => {
    const exit = await spec.run(invocation<Options>(cli, command));
    if (exit) cli.end(exit);
  });
}

/** A command that only holds others. */
export function defineGroup(cli: Cli, name: string, summary: string, members: readonly Command[]): Command {
  const group = baseCommand(cli.terminal, name).summary(summary).description(summary);
  for (const member of members) group.addCommand(member);
  return group;
}

/** Commander prints and ends through our terminal, and throws instead of exiting. */
export function baseCommand(terminal: Terminal, name: string): Command {
  return new Command(name)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
      getOutHelpWidth: () => terminal.out.columns,
      getErrHelpWidth: () => terminal.err.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      // Reported once, by `runCli`, in the form that was asked for.
      outputError: () => undefined,
    })
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false);
}

function invocation<Options>(cli: Cli, command: Command): Invocation<Options> {
  const common = command.opts<CommonOptions>();
  const { terminal } = cli;
  return {
    terminal,
    output: createOutput(terminal, outputOptions(common)),
    options: command.opts() as Options,
    arguments: command.args,
    application: cli.loadApplication,
    async loadSettings() {
      const loaded = await loadSettings(await findSettingsFile(common.config, terminal.folder), terminal.folder);
      return common.store ? { ...loaded, settings: { ...loaded.settings, store: common.store } } : loaded;
    },
  };
}

function outputOptions({ json, quiet, color }: CommonOptions) {
  return { json: json ?? false, quiet: quiet ?? false, color };
}

function formatExamples(examples: CommandSpec<unknown>['examples']): string {
  const width = Math.max(...examples.map(([line]) => line.length));
  return ['', 'Examples:', ...examples.map(([line, does]) => `  ${line.padEnd(width)}  # ${does}`)].join('\n');
}
