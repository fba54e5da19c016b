import fc from 'fast-check';
import { expect } from 'vitest';
import type { Deal, DealView } from '../../../src/core/model/deal.ts';
import { created, updateOf, written } from './acts.ts';
import type { Cases } from './harness.ts';

export const renderingCases: Cases = {
  'shows a value that it has shown before as it is': async (open) => {
    const { port } = await open();
    fc.assert(
      fc.property(anyDeal, (deal) => {
        const shown = port.normalize(deal);
        expect(port.normalize(shown)).toEqual(shown);
      }),
    );
  },

  'works out what it would show without changing what it was given': async (open) => {
    const { port } = await open();
    fc.assert(
      fc.property(anyDeal, (deal) => {
        const before = structuredClone(deal);
        const shown = port.normalize(deal);
        expect(deal).toEqual(before);
        expect(port.normalize(deal)).toEqual(shown);
      }),
    );
  },

  'would show no field that it has no place for': async (open) => {
    const { port } = await open();
    const fields: ReadonlySet<string> = new Set(port.capabilities.fields);
    fc.assert(
      fc.property(anyDeal, (deal) => {
        expect(Object.keys(port.normalize(deal)).filter((field) => !fields.has(field))).toEqual([]);
      }),
    );
  },

  'shows what it reads as it has read it': async (open) => {
    const harness = await open();
    const { deal } = await created(harness);
    expect(harness.port.normalize(deal)).toEqual(deal);
  },

  'shows a long text as it said it would': async (open) => {
    const harness = await open();
    const before = await created(harness);
    const wanted = { notes: 'Who reads all this? '.repeat(2000) };
    const after = written(await harness.port.update(updateOf(before, wanted)));
    expect(after.deal.notes).toEqual(harness.port.normalize(wanted).notes);
  },

  'passes on a kind of help that is not known yet': async (open) => {
    const { port } = await open();
    expect(port.normalize({ help: 'KindOfNextYear' }).help).toBe('KindOfNextYear');
  },

  'passes on a kind of solution that is not known yet': async (open) => {
    const { port, deal } = await open();
    const solutions = (deal.solutions ?? []).map((solution) => ({ ...solution, kind: '9P' }));
    expect(port.normalize({ solutions }).solutions).toMatchObject(solutions.map(({ kind }) => ({ kind })));
  },
};

const text = fc.oneof(
  fc.constantFrom(null, 'Ann', '✔ Ann', ' padded ', 'a\r\nb', 'Fish &amp; Chips', 'x'.repeat(300), 'é'.repeat(130)),
  fc.string(),
);
const money = fc.constantFrom(null, '0', '180000.5', '0.005', '99999999999999.99', '1e3');
const people = fc.option(
  fc.array(fc.record({ firstName: text, lastName: text, email: text, phone: text }), { maxLength: 2 }),
);

/** Any deal that could come from another side, sensible or not. */
const anyDeal: fc.Arbitrary<DealView> = fc.record<Deal, never>(
  {
    name: text,
    customer: fc.option(
      fc.record({
        name: text,
        street: text,
        city: text,
        state: text,
        postalCode: text,
        country: fc.constantFrom(null, 'us', 'DE', 'Germany', 'Atlantis'),
      }),
    ),
    value: money,
    currency: fc.constantFrom(null, 'USD', 'eur', 'EURO'),
    closeDate: fc.constantFrom(null, '2027-05-31', '2026-13-45'),
    notes: text,
    status: fc.constantFrom(null, 'invited', 'active', 'won', 'lost', 'declined', 'expired', 'error'),
    statusReason: text,
    visibleToMicrosoft: fc.constantFrom(null, true, false),
    help: fc.constantFrom(null, 'QuotesOrLicensing', 'GeneralOrOther', 'KindOfNextYear'),
    coSellType: fc.constantFrom(null, 'ip', 'services'),
    purchaseIntent: text,
    partnerRole: text,
    solutionArea: text,
    solutionPlay: text,
    contacts: people,
    solutions: fc.option(
      fc.array(
        fc.record({
          id: fc.constantFrom('SOL-1', 'SOL-2-ABC'),
          name: text,
          publisher: text,
          kind: text,
          price: money,
          quantity: money,
        }),
        { maxLength: 2 },
      ),
    ),
    team: people,
    microsoftCrmId: text,
    referralProgram: text,
    registrationStatus: text,
  },
  { requiredKeys: [] },
);
