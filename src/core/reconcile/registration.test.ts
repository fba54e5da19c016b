import { describe, expect, it } from 'vitest';
import { DEAL, referral, solution } from '../../../test/samples/snapshots.ts';
import type { DealView } from '../model/deal.ts';
import type { DealRegistration } from '../model/registration.ts';
import type { ReferralFacts } from '../model/snapshot.ts';
import { registrationGaps, solutionOf } from './registration.ts';

const TODAY = '2026-06-30';

const COMPLETE: DealRegistration = {
  solutionId: null,
  value: '60000',
  currency: 'USD',
  signedOn: '2026-06-20',
  startsOn: '2026-07-01',
  endsOn: '2027-06-30',
  perpetual: false,
  deployedOn: 'customer',
  pricing: 'other',
  marketplaceOn: null,
};

const RIPE: Partial<ReferralFacts> = { createdAt: '2026-06-01T08:00:00Z', closedAt: '2026-06-25T08:00:00Z' };

function codes(
  changes: Partial<DealRegistration>,
  deal: DealView = {},
  facts: Partial<ReferralFacts> = {},
): readonly string[] {
  const won = referral({ ...DEAL, status: 'won', ...deal }, { ...RIPE, ...facts });
  return registrationGaps({ ...COMPLETE, ...changes }, won, TODAY).map(({ code }) => code);
}

describe('a won deal can be registered', () => {
  it.each<[string, Partial<DealRegistration>]>([
    ['with a finite contract', {}],
    ['with a perpetual one, which needs no end', { perpetual: true, endsOn: null, value: '150000' }],
    ['of three years worth 25 000 USD each', { endsOn: '2029-06-30', value: '75000' }],
    ['in another currency, which only Microsoft converts', { currency: 'EUR', value: '100' }],
    ['with a start up to 90 days ago', { startsOn: '2026-04-01' }],
  ])('%s', (_, changes) => {
    expect(codes(changes)).toEqual([]);
  });
});

describe('a deal cannot be registered', () => {
  it.each<[string, Partial<DealRegistration>, DealView, Partial<ReferralFacts>, string]>([
    ['before it is won', {}, { status: 'active' }, {}, 'registration-not-won'],
    ['when it is private', {}, { visibleToMicrosoft: false }, {}, 'registration-private'],
    ['won within 72 hours', {}, {}, { closedAt: '2026-06-04T07:59:59Z' }, 'registration-early'],
    ['without a solution', {}, { solutions: [] }, {}, 'registration-solution'],
    [
      'with a solution of Microsoft alone',
      {},
      { solutions: [solution('M', { kind: '1P' })] },
      {},
      'registration-solution',
    ],
    ['with a solution that it does not have', { solutionId: 'SOL-9' }, {}, {}, 'registration-solution'],
    ['without a value', { value: null }, {}, {}, 'registration-value'],
    ['worth less than 25 000 USD', { value: '24999.99' }, {}, {}, 'registration-value'],
    ['of three years worth less in each', { endsOn: '2029-06-30', value: '60000' }, {}, {}, 'registration-value'],
    ['perpetual, worth less over six years', { perpetual: true, value: '149999' }, {}, {}, 'registration-value'],
    ['without a day of signing', { signedOn: null }, {}, {}, 'registration-signed'],
    ['signed in the future', { signedOn: '2026-07-01' }, {}, {}, 'registration-signed'],
    [
      'signed more than 60 days ago',
      { signedOn: '2026-04-30' },
      {},
      { createdAt: '2026-01-01T00:00:00Z' },
      'registration-signed',
    ],
    ['signed before it was created', { signedOn: '2026-05-31' }, {}, {}, 'registration-signed'],
    ['without a start', { startsOn: null }, {}, {}, 'registration-term'],
    ['that started more than 90 days ago', { startsOn: '2026-03-31' }, {}, {}, 'registration-term'],
    ['without an end', { endsOn: null }, {}, {}, 'registration-term'],
    ['that ends before it starts', { endsOn: '2026-06-30' }, {}, {}, 'registration-term'],
  ])('%s', (_, changes, deal, facts, code) => {
    expect(codes(changes, deal, facts)).toEqual([code]);
  });
});

it('registers the solution that is named, else the first of the partner’s own', () => {
  const solutions = [solution('M', { kind: '1P' }), solution('SOL-1'), solution('SOL-2')];
  const won = referral({ ...DEAL, solutions });
  expect(solutionOf(COMPLETE, won)?.id).toBe('SOL-1');
  expect(solutionOf({ ...COMPLETE, solutionId: 'sol-2' }, won)?.id).toBe('SOL-2');
});
