import { expect, test } from 'vitest';
import { collectCodes } from './collect.ts';

test('finds an error made in place, with places for its values', () => {
  const source =
    'throw new CosellError({ code: "file-lost", recovery: "retry", message: `No $' +
    '{file.name} here`, remedy: "Look" + " up." });';
  expect(collectCodes([source])).toEqual([
    { code: 'file-lost', recovery: 'retry', message: 'No ‹name› here', remedy: 'Look up.' },
  ]);
});

test('finds both codes of a condition', () => {
  const source = "fail({ code: late ? 'timed-out' : 'cut-off', recovery: 'retry', remedy: late ? 'Wait.' : 'Go.' });";
  expect(collectCodes([source]).map(({ code, remedy }) => [code, remedy])).toEqual([
    ['timed-out', 'Wait. / Go.'],
    ['cut-off', 'Wait. / Go.'],
  ]);
});

test('finds codes that are given to a function, also in another file', () => {
  const maker =
    "function wrong(code: string, message: string): Error { return make({ code, recovery: 'misconfigured', message }); }";
  const use = "wrong('stage-unknown', 'No such stage');";
  expect(collectCodes([maker, use])).toEqual([
    { code: 'stage-unknown', recovery: 'misconfigured', message: 'No such stage', remedy: null },
  ]);
});

test('finds tuples, constants and looked-up sentences', () => {
  const tuple = "const MEANINGS = { 409: ['conflict', 'conflict', 'Changed.', WAIT] }; const WAIT = 'Wait.';";
  const lookedUp = "note({ code: 'no-country', message: say('no-country'), remedy: say('fix') });";
  expect(collectCodes([tuple, lookedUp], { 'no-country': 'No country in {name}.', fix: 'Fill it in.' })).toEqual([
    { code: 'conflict', recovery: 'conflict', message: 'Changed.', remedy: 'Wait.' },
    { code: 'no-country', recovery: null, message: 'No country in ‹name›.', remedy: 'Fill it in.' },
  ]);
});

test('leaves other codes alone', () => {
  expect(collectCodes(["const status = { code: 'de', label: 'German' }; f({ code: 404, message: 'x' });"])).toEqual([]);
});
