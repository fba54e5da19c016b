import { describe, expect, test } from 'vitest';
import { checkbox, decimal, picklist, text, textArea } from '../schema/fields.ts';
import type { Row, SObjectSpec } from '../schema/types.ts';
import { parseFormula } from './formula.ts';
import { compile } from './formula-judge.ts';

const DEAL: SObjectSpec = {
  name: 'Deal',
  label: 'Deal',
  labelPlural: 'Deals',
  keyPrefix: 'a20',
  createable: true,
  updateable: true,
  deletable: true,
  replicateable: true,
  fields: [
    checkbox('Shared__c', 'Shared'),
    text('Code__c', 'Code', 10),
    picklist('Kind__c', 'Kind', ['A', 'B']),
    decimal('Count__c', 'Count', 18, 0),
    textArea('Notes__c', 'Notes', 1000),
  ],
};
const ROW: Row = { Shared__c: true, Code__c: null, Kind__c: 'A', Count__c: 2, Notes__c: null };

const judge = (formula: string, row: Row = {}, before?: Row) =>
  compile(parseFormula(formula), DEAL)({ row: { ...ROW, ...row }, before: before && { ...ROW, ...before } });

describe('a formula', () => {
  test.each([
    ['Shared__c', true],
    ['shared__C && ISBLANK(Code__c)', true],
    ['AND(Shared__c, OR(Count__c > 5, Count__c = 2))', true],
    ['NOT(Shared__c) || !ISBLANK(Code__c)', false],
    // AND binds closer than OR.
    ['TRUE || FALSE && FALSE', true],
    ['(TRUE || FALSE) && FALSE', false],
    ['ISPICKVAL(Kind__c, "A")', true],
    ["TEXT(Kind__c) <> 'B'", true],
    ['Code__c = ""', true],
    ['IF(Shared__c, "yes" & Code__c & "!", "no")', 'yes!'],
    ['IF(ISBLANK(Code__c), "", "no") & "x" = "x"', true],
    ['Count__c >= 2 && Count__c <= 2 && Count__c != 3', true],
    ['ISNEW()', true],
    ['ISCHANGED(Count__c)', false],
  ])('%s is %s for a new record', (formula, expected) => {
    expect(judge(formula)).toBe(expected);
  });

  test.each([
    ['ISNEW()', false],
    ['ISCHANGED(Kind__c)', true],
    ['ISPICKVAL(PRIORVALUE(Kind__c), "B")', true],
    ['PRIORVALUE(Count__c) = 7', true],
    ['ISCHANGED(Code__c)', false],
  ])('%s is %s for a changed one', (formula, expected) => {
    expect(judge(formula, {}, { Kind__c: 'B', Count__c: 7 })).toBe(expected);
  });

  test('an empty number is neither below nor above another, and a blank', () => {
    expect(judge('Count__c < 1', { Count__c: null })).toBe(false);
    expect(judge('Count__c = 0', { Count__c: null })).toBe(false);
    expect(judge('ISBLANK(Count__c)', { Count__c: null })).toBe(true);
  });

  test.each([
    ['Nothing__c', 'Field Nothing__c does not exist. Check spelling.'],
    ['ISBLANK(Kind__c)', 'Field Kind__c is a picklist field'],
    ['ISBLANK(Notes__c)', 'unsupported field type called "Long Text Area"'],
    ['AND(Shared__c', "Missing ')'"],
    ['Shared__c Shared__c', "Extra 'Shared__c'"],
    ['NOT(Shared__c, Shared__c)', "Incorrect number of parameters for function 'NOT()'"],
    ['Count__c = #', "Found '#'"],
  ])('%s is refused: %s', (formula, words) => {
    expect(() => judge(formula)).toThrow(words);
  });

  test.each(['VLOOKUP(Code__c)', 'Count__c + 1 > 2', 'ISBLANK(Owner__r.Name)'])('%s is a gap', (formula) => {
    expect(() => judge(formula)).toThrow('not emulated');
  });
});
