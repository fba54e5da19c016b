import type { CosellError } from '../core/errors.ts';
import { createStyle, type Style } from './style.ts';
import type { Terminal } from './terminal.ts';

export interface OutputOptions {
  /** Data as JSON, and nothing else on standard output. */
  json: boolean;
  /** No talk except errors. */
  quiet: boolean;
  /** False with --no-color. */
  color: boolean;
}

/** Where a command's words go: data to standard output, talk to standard error. */
export interface Output {
  readonly options: OutputOptions;
  /** For text on standard output and on standard error; they may be redirected separately. */
  readonly style: Style;
  readonly talkStyle: Style;
  /** The result of the command: JSON with --json, else as rendered. */
  data(value: unknown, render: (style: Style) => string): void;
  /** One of several results: one line of JSON with --json, else as rendered. */
  event(value: unknown, render: (style: Style) => string): void;
  /** Talk. Dropped with --quiet. */
  say(text: string): void;
  /** An error in words: what happened, where, what to do. */
  fail(error: CosellError, stack: boolean): void;
}

export function createOutput(terminal: Terminal, options: OutputOptions): Output {
  // https://no-color.org: any non-empty value switches colours off.
  const wanted = options.color && !terminal.environment['NO_COLOR'];
  const style = createStyle(wanted && terminal.out.isTerminal && !options.json);
  const talkStyle = createStyle(wanted && terminal.err.isTerminal);
  return {
    options,
    style,
    talkStyle,
    data(value, render) {
      terminal.out.write(`${options.json ? JSON.stringify(value, null, 2) : render(style)}\n`);
    },
    event(value, render) {
      terminal.out.write(`${options.json ? JSON.stringify(value) : render(style)}\n`);
    },
    say(text) {
      if (!options.quiet) terminal.err.write(`${text}\n`);
    },
    fail(error, stack) {
      terminal.err.write(`${options.json ? JSON.stringify(errorFacts(error)) : formatError(error, talkStyle)}\n`);
      if (stack) terminal.err.write(`${stackOf(error)}\n`);
    },
  };
}

function errorFacts(error: CosellError) {
  const { code, message, remedy, place, owner } = error;
  return { error: { code, message, remedy, place: place ?? null, owner } };
}

function formatError(error: CosellError, style: Style): string {
  const place = error.place && !error.message.includes(error.place) ? ` ${style.faint(`(${error.place})`)}` : '';
  return `${style.bad('Error:')} ${error.message}${place}\n${style.strong('Remedy:')} ${error.remedy} ${style.faint(`[${error.code}]`)}`;
}

function stackOf(error: Error): string {
  const { cause } = error;
  return [error.stack ?? String(error), ...(cause instanceof Error ? ['Caused by:', stackOf(cause)] : [])].join('\n');
}
