import { exitCode } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

export interface Interruption {
  signal: AbortSignal;
  /** Stops listening for Ctrl-C. */
  release(): void;
}

/** The first Ctrl-C (or SIGTERM) asks for a clean stop, the second one ends the process at once. */
export function listenForInterrupt(terminal: Terminal, onFirst: () => void): Interruption {
  const controller = new AbortController();
  const release = terminal.onInterrupt(() => {
    if (controller.signal.aborted) return terminal.exitNow(exitCode('interrupted'));
    onFirst();
    controller.abort();
  });
  return { signal: controller.signal, release };
}
