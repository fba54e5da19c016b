import { Writable } from 'node:stream';
import type { OutputStream, Terminal } from './terminal.ts';

/** A terminal that keeps what is written, for tests and for the generator of the reference. */
export interface RecordedTerminal extends Terminal {
  readonly text: { out: string; err: string };
  /** As if Ctrl-C were pressed. */
  interrupt(): void;
  readonly exits: readonly number[];
}

export interface RecordedTerminalOptions {
  isTerminal?: boolean;
  environment?: Terminal['environment'];
  folder?: string;
}

export function recordedTerminal(options: RecordedTerminalOptions = {}): RecordedTerminal {
  const text = { out: '', err: '' };
  const listeners = new Set<() => void>();
  const exits: number[] = [];
  return {
    text,
    exits,
    out: recordedStream((chunk) => (text.out += chunk), options.isTerminal ?? false),
    err: recordedStream((chunk) => (text.err += chunk), options.isTerminal ?? false),
    environment: options.environment ?? {},
    folder: options.folder ?? '.',
    onInterrupt(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    exitNow: (code) => exits.push(code),
    interrupt() {
      for (const listener of listeners) listener();
    },
  };
}

const COLUMNS = 120;

function recordedStream(keep: (chunk: string) => void, isTerminal: boolean): OutputStream {
  const stream = new Writable({
    write(chunk, _encoding, done) {
      keep(String(chunk));
      done();
    },
  });
  Object.assign(stream, { isTTY: isTerminal, columns: COLUMNS });
  return { write: keep, isTerminal, columns: COLUMNS, stream };
}
