import { describe, expect, it } from 'vitest';
import { DEAL } from '../../../test/samples/snapshots.ts';
import { DEFAULT_RULES, flows, rulesFor } from './field-rules.ts';

describe('the default mapping', () => {
  it('has one rule for each field of a deal', () => {
    expect(DEFAULT_RULES.map(({ field }) => field).sort()).toEqual(Object.keys(DEAL).sort());
  });

  it('never sends to Partner Center what belongs to Microsoft', () => {
    const owned = DEFAULT_RULES.filter(({ field }) => field === 'microsoftCrmId' || field === 'referralProgram');
    expect(owned.map(({ onCreate, onUpdate, owner }) => [onCreate, onUpdate, owner])).toEqual([
      ['to-crm', 'to-crm', 'partner-center'],
      ['to-crm', 'to-crm', 'partner-center'],
    ]);
  });
});

describe('owners chosen by the administrator', () => {
  it('replace the default ones and leave the rest of the rule', () => {
    const rules = rulesFor({ owners: { value: 'newest', notes: 'partner-center' }, team: 'both' });
    const owners = new Map(rules.map(({ field, owner }) => [field, owner]));
    expect([owners.get('value'), owners.get('notes'), owners.get('closeDate')]).toEqual([
      'newest',
      'partner-center',
      'crm',
    ]);
    expect(rules.map(({ owner: _, ...rest }) => rest)).toEqual(DEFAULT_RULES.map(({ owner: _, ...rest }) => rest));
  });
});

it.each([
  ['both', true, true],
  ['to-crm', true, false],
  ['to-partner-center', false, true],
  ['none', false, false],
] as const)('%s flows to the CRM: %s, to Partner Center: %s', (flow, toCrm, toPartnerCenter) => {
  expect([flows(flow, 'crm'), flows(flow, 'partner-center')]).toEqual([toCrm, toPartnerCenter]);
});
