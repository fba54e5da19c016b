import { parseQuery } from '@jetstreamapp/soql-parser-js';
import { expect, test } from 'vitest';
import { testOrg } from './org-fixture.ts';
import { httpDate, quoted, timeLiteral } from './soql.ts';
import { findStatement, listStatement, readStatement, relatedStatements } from './statements.ts';

test('text cannot break out of a literal', () => {
  const soql = findStatement(testOrg(), ["x' OR Name != '\\"]);
  expect(soql).toContain(`Referral_Identifier__c IN ('x\\' OR Name != \\'\\\\',`);
  expect(parseQuery(soql).where).toEqual({
    left: expect.objectContaining({ field: 'Referral_Identifier__c', operator: 'IN' }),
  });
  expect(quoted('a\nb"')).toBe(`'a\\nb\\"'`);
});

test('stamps of Salesforce become literals and HTTP dates', () => {
  expect(timeLiteral('2026-11-21T12:00:03.000+0000')).toBe('2026-11-21T12:00:03.000Z');
  expect(timeLiteral('2026-11-21T12:00:03Z')).toBe('2026-11-21T12:00:03.000Z');
  expect(timeLiteral('yesterday')).toBeNull();
  expect(httpDate('2026-11-21T12:00:03.000+0000')).toBe('Sat, 21 Nov 2026 12:00:03 GMT');
});

test('one statement brings the deal with all its parts, and only existing columns', () => {
  const org = testOrg();
  const soql = readStatement(org, ['006000000000001AAA'], { audit: true });
  expect(() => parseQuery(soql)).not.toThrow();
  for (const part of [
    'Audit__c',
    'Account.BillingCountry',
    'Owner.Email',
    'Solution_Area__r.Name',
    'Solution__r.Name',
  ]) {
    expect(soql).toContain(part);
  }
  expect(soql).toContain('FROM OpportunityContactRoles');
  expect(soql).toContain('FROM Opportunity_To_Microsoft_Solutions__r');
  expect(soql).not.toContain('CurrencyIsoCode');
  expect(soql).not.toContain('OpportunityTeamMembers');
  expect(readStatement(org, ['x'], { audit: false })).not.toContain('Audit__c');
});

test('listings see only what takes part, and find changes in related records', () => {
  const org = testOrg();
  const since = '2026-11-21T12:00:03.000Z';
  expect(listStatement(org, since)).toContain(
    `WHERE SystemModstamp >= ${since} AND (Sync_With_Partner_Center__c = true OR Referral_Identifier__c != null) ORDER BY SystemModstamp, Id`,
  );
  expect(listStatement(org, null)).not.toContain('>=');
  const related = relatedStatements(org, since);
  expect(related).toHaveLength(3);
  for (const soql of [listStatement(org, since), ...related]) expect(() => parseQuery(soql)).not.toThrow();
});
