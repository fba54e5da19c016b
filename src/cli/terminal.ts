import { type Environment, processEnvironment } from '../config/environment.ts';

/** The terminal as commands see it, so that they can be run in tests without one. */
export interface Terminal {
  /** Data goes here. */
  out: OutputStream;
  /** Talk goes here. */
  err: OutputStream;
  environment: Environment;
  /** The folder that the command was started in. */
  folder: string;
  /** Calls back for Ctrl-C and SIGTERM; returns the function that stops listening. */
  onInterrupt(listener: () => void): () => void;
  /** Ends the process at once. */
  exitNow(code: number): void;
}

export interface OutputStream {
  write(text: string): void;
  isTerminal: boolean;
  /** Width in characters; 80 when unknown. */
  columns: number;
  /** The stream itself, for libraries that draw on it. */
  stream: NodeJS.WritableStream;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export function processTerminal(): Terminal {
  return {
    out: outputStream(process.stdout),
    err: outputStream(process.stderr),
    environment: processEnvironment(),
    folder: process.cwd(),
    onInterrupt(listener) {
      for (const signal of SIGNALS) process.on(signal, listener);
      return () => {
        for (const signal of SIGNALS) process.off(signal, listener);
      };
    },
    exitNow: (code) => process.exit(code),
  };
}

function outputStream(stream: NodeJS.WriteStream): OutputStream {
  // `cosell deals list | head` closes the pipe early: that is the reader's right, not an error.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 80;
    },
    stream,
  };
}
