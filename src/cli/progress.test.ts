import { expect, test } from 'vitest';
import { createOutput } from './output.ts';
import { createProgress, describeProgress, formatSeconds, measurePace } from './progress.ts';
import { recordedTerminal } from './recorded-terminal.ts';

test('tells count, rate and time left', () => {
  const progress = { phase: 'Reconciling deals', done: 1200, total: 10_000 };
  expect(describeProgress(progress, measurePace(progress, 1200, 5000))).toBe(
    'Reconciling deals: 1200 of 10000, 240/s, 37 s left',
  );
});

test('tells no time left while the total is unknown or nothing was done yet', () => {
  const listing = { phase: 'Listing', done: 100, total: null };
  expect(describeProgress(listing, measurePace(listing, 100, 50_000))).toBe('Listing: 100, 2.0/s');
  const start = { phase: 'Listing', done: 0, total: 10 };
  expect(describeProgress(start, measurePace(start, 0, 0))).toBe('Listing: 0 of 10');
});

test.each([
  [0.2, '1 s'],
  [59.5, '1 min 0 s'],
  [250, '4 min 10 s'],
  [7500, '2 h 5 min'],
])('%d seconds read %s', (seconds, text) => expect(formatSeconds(seconds)).toBe(text));

test('without a terminal it says a line at each new phase and every five seconds, at the pace of the phase', () => {
  const terminal = recordedTerminal();
  let nowMs = 0;
  const display = createProgress(
    terminal,
    createOutput(terminal, { json: false, quiet: false, color: true }),
    () => nowMs,
  );
  display.update({ phase: 'Listing', done: 100, total: null });
  for (nowMs = 1000; nowMs <= 10_000; nowMs += 1000) {
    display.update({ phase: 'Reconciling', done: nowMs / 100 - 10, total: 190 });
  }
  expect(terminal.text.err).toBe('Listing: 100\nReconciling: 0 of 190\nReconciling: 50 of 190, 10/s, 14 s left\n');
});

test('on a terminal a bar is drawn and cleared away', () => {
  const terminal = recordedTerminal({ isTerminal: true });
  const display = createProgress(terminal, createOutput(terminal, { json: false, quiet: false, color: true }), () => 0);
  display.update({ phase: 'Reconciling deals', done: 5, total: 10 });
  display.stop();
  expect(terminal.text.err).toContain('Reconciling deals [');
  expect(terminal.text.err).toContain('5/10');
  expect(terminal.text.out).toBe('');
});

test.each([
  { quiet: true, json: false },
  { quiet: false, json: true },
])('is silent with %j', (options) => {
  const terminal = recordedTerminal({ isTerminal: true });
  const display = createProgress(terminal, createOutput(terminal, { ...options, color: true }));
  display.update({ phase: 'Reconciling deals', done: 5, total: 10 });
  display.stop();
  expect(terminal.text.err).toBe('');
});
