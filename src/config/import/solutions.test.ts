import { expect, test } from 'vitest';
import { solutionsIn } from './solutions.ts';

const HEAD = 'Solution Identifier,Solution Name,Type,Publisher Name';

test('R23 reads a spreadsheet as Excel saves it', () => {
  const text = 'Solution Name;Type;Solution Identifier\r\n"Data ""Estate""; whole";3p;SOL-1\r\nAzure;;0b6a9e51\r\n';
  expect(solutionsIn(text, 'list.csv')).toEqual([
    { identifier: 'SOL-1', name: 'Data "Estate"; whole', type: '3P', publisher: null },
    { identifier: '0b6a9e51', name: 'Azure', type: null, publisher: null },
  ]);
});

test('names every wrong line, and takes nothing over', () => {
  const text = [HEAD, 'SOL-1,One,3P,Us', ',Two,3P,Us', 'SOL-3,,4P,Us', 'sol-1,Again,3P,Us', 'SOL-5,Fi'].join('\n');
  expect(() => solutionsIn(text, 'list.csv')).toThrow(
    /line 3 has no identifier; line 4 has no name; line 4 has the type 4P.*line 5 has the identifier of line 2; line 6 has 2 of 4 columns/,
  );
});

test('a file that is no list of solutions is refused', () => {
  expect(() => solutionsIn('a,b\n1,2\n', 'list.csv')).toThrow(/no columns for identifier and name/);
  expect(() => solutionsIn(`${HEAD}\nSOL-1,"One,3P\n`, 'list.csv')).toThrow(/never closed/);
});
