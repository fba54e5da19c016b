import { expect, test } from 'vitest';
import { listenForInterrupt } from './interrupt.ts';
import { recordedTerminal } from './recorded-terminal.ts';

test('the first Ctrl-C asks for a clean stop, the second ends at once', () => {
  const terminal = recordedTerminal();
  const said: string[] = [];
  const { signal } = listenForInterrupt(terminal, () => said.push('stopping'));
  terminal.interrupt();
  expect({ aborted: signal.aborted, said, exits: terminal.exits }).toEqual({
    aborted: true,
    said: ['stopping'],
    exits: [],
  });
  terminal.interrupt();
  expect({ said, exits: terminal.exits }).toEqual({ said: ['stopping'], exits: [130] });
});

test('after the command has ended Ctrl-C is no longer its business', () => {
  const terminal = recordedTerminal();
  const { signal, release } = listenForInterrupt(terminal, () => undefined);
  release();
  terminal.interrupt();
  expect(signal.aborted).toBe(false);
});
