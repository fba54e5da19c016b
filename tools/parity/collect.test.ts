import { expect, test } from 'vitest';
import { collectRowTests } from './collect.ts';

const rowsIn = (source: string) => collectRowTests('a.test.ts', source).map(({ name, rows }) => [name, rows]);

test('tests in every form are found by the rows in front of their names', () => {
  expect(
    rowsIn(`
      test('R1 plain', () => {});
      it("R2 R3 two rows", async () => {});
      test.each([['a']])('R4 each %s', (name) => {});
      test.for(STEPS)(\`R5 of \${side}\`, (step) => step.play());
      test('speaks of R6 later', () => {});
      expect('R7 is no test', 'at all');
    `),
  ).toEqual([
    ['R1 plain', ['R1']],
    ['R2 R3 two rows', ['R2', 'R3']],
    ['R4 each %s', ['R4']],
    ['R5 of …', ['R5']],
  ]);
});

test('a test shows the rows of the groups around it', () => {
  expect(
    rowsIn(
      `describe('R8 group', () => { test('inner', () => {}); test('R9 own', () => {}); }); test('after', () => {});`,
    ),
  ).toEqual([
    ['inner', ['R8']],
    ['R9 own', ['R9', 'R8']],
  ]);
});

test('a step is an object with a title and a play', () => {
  expect(
    rowsIn(
      `const step = { id: 'a', title: 'R10 R11 step', async play(world) {} }; const other = { title: 'R12 page' };`,
    ),
  ).toEqual([['R10 R11 step', ['R10', 'R11']]]);
});

test('a test shows Salesforce, every CRM where it runs over all, or Dynamics where it names it', () => {
  const crmsIn = (file: string, source: string) => collectRowTests(file, source).map(({ crms }) => crms.join(' '));
  expect(
    crmsIn(
      'a.test.ts',
      `
      test('R1 plain', () => {});
      describe.each(CRM_NAMES)('with %s', (name) => { test('R2 inner', () => {}); });
      test.for(CRM_NAMES)('R3 with %s', () => {});
      describe('Dynamics 365', () => { test('R4 inner', () => {}); });
      const step = { title: 'R5 step', async play() {} };
      test.each(OTHERS)('R6 of %s', () => {});
    `,
    ),
  ).toEqual([
    'salesforce',
    'salesforce dynamics',
    'salesforce dynamics',
    'dynamics',
    'salesforce dynamics',
    'salesforce',
  ]);
  expect(crmsIn('test/scenario/dynamics-install.test.ts', "test('R7 plain', () => {});")).toEqual(['dynamics']);
});
