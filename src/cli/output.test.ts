import { expect, test } from 'vitest';
import { CosellError } from '../core/errors.ts';
import { createOutput } from './output.ts';
import { recordedTerminal } from './recorded-terminal.ts';
import { formatPairs, formatTable } from './table.ts';

const plain = { json: false, quiet: false, color: true };

test.each([
  ['a terminal', { isTerminal: true }, {}, true],
  ['no terminal', { isTerminal: false }, {}, false],
  ['NO_COLOR', { isTerminal: true, environment: { NO_COLOR: '1' } }, {}, false],
  ['an empty NO_COLOR', { isTerminal: true, environment: { NO_COLOR: '' } }, {}, true],
  ['--no-color', { isTerminal: true }, { color: false }, false],
])('with %s colours are decided so', (_, terminal, options, coloured) => {
  const { style } = createOutput(recordedTerminal(terminal), { ...plain, ...options });
  expect(style.good('yes') !== 'yes').toBe(coloured);
});

test('an error says what happened, where, what to do, and its code', () => {
  const terminal = recordedTerminal();
  const error = new CosellError({
    code: 'lost',
    recovery: 'retry',
    message: 'It is lost',
    remedy: 'Look.',
    place: 'here',
  });
  createOutput(terminal, plain).fail(error, false);
  expect(terminal.text).toEqual({ out: '', err: 'Error: It is lost (here)\nRemedy: Look. [lost]\n' });
});

test('columns are as wide as their content, numbers at the right, long text cut', () => {
  const rows = [
    { name: 'A very long name', count: 7 },
    { name: 'B', count: 1234 },
  ];
  const text = formatTable(rows, [
    { title: 'NAME', value: ({ name }) => name, widest: 8 },
    { title: 'N', value: ({ count }) => String(count), right: true },
  ]);
  expect(text).toBe('NAME         N\nA very …     7\nB         1234');
});

test('colours do not count as width', () => {
  expect(
    formatPairs([
      ['\u001b[1ma\u001b[22m', '1'],
      ['bb', '2'],
    ]),
  ).toBe('\u001b[1ma\u001b[22m   1\nbb  2');
});
