import { describe, expect, it } from 'vitest';
import { contact, DEAL, solution } from '../../../test/samples/snapshots.ts';
import type { DealView } from '../model/deal.ts';
import { missingForHelp, missingForSharing } from './readiness.ts';

const PRIVATE: DealView = { ...DEAL, help: null, visibleToMicrosoft: false };

const SERVICES: DealView = {
  coSellType: 'services',
  partnerRole: 'Managed services',
  solutions: [],
  purchaseIntent: null,
};

function codes(changes: DealView, deal: DealView = DEAL): readonly string[] {
  return missingForSharing({ ...deal, ...changes }).map(({ code }) => code);
}

function customer(country: string | null): DealView {
  return { customer: { ...DEAL.customer, country } };
}

describe('a deal can be shared', () => {
  it.each<[string, DealView]>([
    ['when complete', {}],
    ['with any spelling of a country code', customer('de')],
    ['without a currency', { currency: null }],
    ['as services co-sell without a solution', SERVICES],
    ['with one complete contact among others', { contacts: [contact(null), ...DEAL.contacts] }],
    ['without contacts when no help is asked', { help: null, contacts: [] }],
  ])('%s', (_, changes) => {
    expect(codes(changes)).toEqual([]);
  });
});

it('can be shared without what its CRM has no place for', () => {
  const { purchaseIntent: _noColumn, ...deal } = DEAL;
  expect(codes({}, deal)).toEqual([]);
});

describe('a deal cannot be shared', () => {
  it.each<[string, DealView, readonly string[]]>([
    ['without an account', { customer: null }, ['customer-missing']],
    ['with an account without name', { customer: { ...DEAL.customer, name: null } }, ['customer-missing']],
    ['without a country', customer(null), ['country-missing']],
    ['with a country in words', customer('Germany'), ['country-not-code']],
    ['with two letters that are no country', customer('XX'), ['country-not-code']],
    ['in a currency that is none', { currency: 'EURO' }, ['currency-not-code']],
    ['in three letters that are no currency', { currency: 'ZZZ' }, ['currency-not-code']],
    ['without a solution', { solutions: [] }, ['solution-missing']],
    ['as IP co-sell without a solution', { coSellType: 'ip', solutions: null }, ['solution-missing']],
    ['as services co-sell without a contact', { ...SERVICES, contacts: [] }, ['contact-missing']],
    ['as IP co-sell without purchase intent', { purchaseIntent: null }, ['intent-missing']],
    ['of no type without purchase intent', { coSellType: null, purchaseIntent: null }, ['intent-missing']],
    [
      'as services co-sell without role, area and play',
      { ...SERVICES, partnerRole: null, solutionArea: null, solutionPlay: null },
      ['role-missing', 'area-missing', 'play-missing'],
    ],
    ['with help and no contact', { contacts: null }, ['contact-missing']],
    ['with help that nobody knows', { help: 'Unknown' }, ['help-unknown']],
    [
      'and everything that is missing is named at once',
      { ...customer(null), solutions: [], contacts: [] },
      ['country-missing', 'solution-missing', 'contact-missing'],
    ],
  ])('%s', (_, changes, expected) => {
    expect(codes(changes)).toEqual(expected);
  });

  it.each(['firstName', 'lastName', 'email', 'phone'] as const)('with a contact without %s', (detail) => {
    expect(codes({ contacts: [contact('ann@x.example', { [detail]: null })] })).toEqual(['contact-missing']);
  });

  it('without a solution even when it stays private', () => {
    expect(codes({ solutions: [] }, PRIVATE)).toEqual(['solution-missing']);
    expect(codes({ solutions: [solution('SOL-1')] }, PRIVATE)).toEqual([]);
  });
});

describe('the remedy', () => {
  it('names the code of a country that is known by name', () => {
    const [refusal] = missingForSharing({ ...DEAL, ...customer('United Kingdom') });
    expect(refusal?.message).toContain('"United Kingdom"');
    expect(refusal?.remedy).toContain('GB');
    expect(refusal?.field).toBe('customer');
  });

  it('asks for a code when the country cannot be guessed', () => {
    const [refusal] = missingForSharing({ ...DEAL, ...customer('Middle Earth') });
    expect(refusal?.remedy).toContain('two-letter code');
  });

  it('is there for every refusal', () => {
    const nothing = missingForSharing({ help: 'GeneralOrOther' });
    expect(nothing.length).toBeGreaterThan(0);
    for (const { message, remedy } of nothing) {
      expect(message).not.toBe('');
      expect(remedy).not.toBe('');
      expect(`${message}${remedy}`).not.toMatch(/[{}]/);
    }
  });
});

describe('help asked for a deal that is shared already', () => {
  it('needs a complete contact', () => {
    const [refusal] = missingForHelp({ ...DEAL, contacts: [] }, { help: null });
    expect(refusal?.code).toBe('contact-missing');
    expect(missingForHelp(DEAL, { help: null })).toEqual([]);
  });

  it('may rely on a contact that Partner Center knows', () => {
    expect(missingForHelp({ ...DEAL, contacts: [] }, { help: null, contacts: DEAL.contacts })).toEqual([]);
  });

  it('is not checked again once Partner Center knows of it, nor without help', () => {
    expect(missingForHelp({ ...DEAL, contacts: [] }, { help: 'GeneralOrOther' })).toEqual([]);
    expect(missingForHelp({ ...DEAL, help: null, contacts: [] }, { help: null })).toEqual([]);
  });
});
