import fc from 'fast-check';
import { DEFAULT_RULES, type FieldRule } from '../../src/core/mapping/field-rules.ts';
import type { Contact, Deal, DealField, DealView, Solution } from '../../src/core/model/deal.ts';
import type { DealStatus } from '../../src/core/model/status.ts';
import { LOSSY_SIDES, link, record, referral } from '../samples/snapshots.ts';
import { type World, world } from '../samples/two-sides.ts';

/** Few different values, so that the two sides often hold the same, and blanks among them. */
const choice = <T>(...values: readonly T[]): fc.Arbitrary<T | null> => fc.constantFrom(null, ...values);

const LONG_NAME = 'A name that no CRM column can hold as it is. '.repeat(4).trim();

const phone = choice('1', '2');

/** People are known by e-mail, or by name where a list does not know the e-mail. */
const contact: fc.Arbitrary<Contact> = fc.oneof(
  fc.record({
    firstName: fc.constant('Ann'),
    lastName: fc.constant('Lee'),
    email: choice('ann@x.example', 'Ann@X.example'),
    phone,
  }),
  fc.record({ firstName: fc.constant('Bob'), lastName: fc.constant('Lee'), email: choice('bob@x.example'), phone }),
  fc.record({ firstName: choice('Cy', 'Cyril'), lastName: choice('Ito'), email: fc.constant('cy@x.example'), phone }),
);

/** Nobody is in a list twice: which of two twins changed is a matter of taste. */
function personOf({ firstName }: Contact): string {
  return firstName === 'Ann' || firstName === 'Bob' ? firstName : 'Cy';
}

const solution: fc.Arbitrary<Solution> = fc.record({
  id: fc.constantFrom('SOL-1', 'SOL-2', 'sol-3'),
  name: choice('One', 'Two'),
  publisher: choice('Fabrikam'),
  kind: choice('1P', '9P-new'),
  price: choice('10', '0'),
  quantity: choice('1', '2'),
});

const customer = fc.record({
  name: choice('Contoso', 'Fabrikam'),
  street: choice('1 Main Street'),
  city: choice('Berlin'),
  state: fc.constant(null),
  postalCode: choice('10115'),
  country: choice('DE', 'US'),
});

/** Everything of a deal but its status, which is no free choice. */
const FREE_FIELDS: { [Field in Exclude<DealField, 'status'>]: fc.Arbitrary<Deal[Field]> } = {
  name: choice('Migration', 'Rollout', LONG_NAME),
  customer: fc.option(customer),
  value: choice('100', '200.5', '0'),
  currency: choice('EUR', 'USD'),
  closeDate: choice('2026-06-30', '2026-07-01'),
  notes: choice('Notes', 'Other notes'),
  statusReason: choice('Timeline too short', 'Other'),
  visibleToMicrosoft: fc.constantFrom(null, false, true),
  help: choice('QuotesOrLicensing', 'KindOfNextYear'),
  coSellType: fc.constantFrom(null, 'ip', 'services'),
  purchaseIntent: choice('Yes', 'KindOfNextYear'),
  partnerRole: choice('Advisor'),
  solutionArea: choice('Cloud', 'Data'),
  solutionPlay: choice('Migrate'),
  contacts: fc.uniqueArray(contact, { maxLength: 3, selector: personOf }),
  solutions: fc.uniqueArray(solution, { maxLength: 3, selector: ({ id }) => id.toLowerCase() }),
  team: fc.array(contact, { maxLength: 1 }),
  microsoftCrmId: choice('7-ABC'),
  referralProgram: choice('Program'),
  registrationStatus: choice('ReviewPending', 'Approved'),
};

const free = fc.record(FREE_FIELDS);
/** What a person changed: most fields stay as they were. */
const edits = fc
  .subarray(Object.keys(FREE_FIELDS), { maxLength: 6 })
  .chain((fields) =>
    free.map(
      (deal) => Object.fromEntries(fields.map((field) => [field, deal[field as keyof typeof deal]])) as DealView,
    ),
  );

const REFERRAL_MOVES: Record<'invited' | 'active', readonly DealStatus[]> = {
  invited: ['invited', 'active', 'declined', 'expired'],
  active: ['active', 'won', 'lost', 'error'],
};

/** Status when both last agreed, and what became of it on each side. A seller can choose any stage at any time. */
const statuses = fc.constantFrom('invited', 'active').chain((base) =>
  fc.record({
    base: fc.constant<DealStatus>(base),
    'partner-center': fc.constantFrom(...REFERRAL_MOVES[base]),
    crm: fc.oneof(fc.constant<DealStatus>(base), fc.constantFrom<DealStatus>('invited', 'active', 'won', 'lost')),
  }),
);

/** The default rules with any owner for each field. */
export const rules: fc.Arbitrary<readonly FieldRule[]> = fc
  .array(fc.constantFrom('crm', 'partner-center', 'newest'), {
    minLength: DEFAULT_RULES.length,
    maxLength: DEFAULT_RULES.length,
  })
  .map((owners) => DEFAULT_RULES.map((rule, at) => ({ ...rule, owner: owners[at] ?? rule.owner })));

/** Fields that the CRM has no place for. */
const missingFields = fc.subarray<DealField>(['currency', 'coSellType', 'notes', 'team', 'referralProgram'], {
  maxLength: 2,
});

export interface WorldOptions {
  /** Whether the sides have agreed before; false is the first look at two existing records. */
  hasBase?: boolean;
  optedIn?: boolean;
  /** Sides that nobody edited since. */
  untouched?: readonly ('crm' | 'partner-center')[];
  /** Referrals in any status, in closed ones only, or in open ones. */
  referral?: 'any' | 'closed' | 'open';
}

/** Two linked records that agreed once, each in its own rendering, and were then edited apart. */
export function worlds(options: WorldOptions = {}): fc.Arbitrary<World> {
  const { untouched = [], hasBase } = options;
  const parts = fc.record({
    agreed: free,
    crm: untouched.includes('crm') ? fc.constant<DealView>({}) : edits,
    referral: untouched.includes('partner-center') ? fc.constant<DealView>({}) : edits,
    status: statuses,
    rules,
    missing: missingFields,
    optedIn: options.optedIn === undefined ? fc.constantFrom(true, true, true, false) : fc.constant(options.optedIn),
    hasBase: hasBase === undefined ? fc.constantFrom(true, true, true, false) : fc.constant(hasBase),
    crmIsNewer: fc.boolean(),
    /** Whether each record names the other already. */
    named: untouched.length > 0 ? fc.constant(true) : fc.boolean(),
  });
  return parts
    .map((drawn) => {
      const status = {
        crm: untouched.includes('crm') ? drawn.status.base : drawn.status.crm,
        'partner-center': untouched.includes('partner-center') ? drawn.status.base : drawn.status['partner-center'],
      };
      const agreed = { ...visibleIfHelped(drawn.agreed), status: drawn.status.base };
      const inCrm = (deal: DealView) => without(drawn.missing, LOSSY_SIDES.crm.normalize(deal));
      const inPartnerCenter = LOSSY_SIDES['partner-center'].normalize;
      const base = drawn.hasBase
        ? { crm: inCrm(agreed), 'partner-center': inPartnerCenter(agreed) }
        : { crm: {}, 'partner-center': {} };
      const crm = record(inCrm({ ...agreed, ...drawn.crm, status: status.crm }), { optedIn: drawn.optedIn });
      const partnerCenter = referral(
        inPartnerCenter(visibleIfHelped({ ...agreed, ...drawn.referral, status: status['partner-center'] })),
      );
      const modifiedAt = drawn.crmIsNewer ? '2026-03-02T00:00:00Z' : '2026-02-01T00:00:00Z';
      const now = {
        crm: { ...crm, modifiedAt, counterpartId: drawn.named ? crm.counterpartId : null },
        'partner-center': { ...partnerCenter, counterpartId: drawn.named ? partnerCenter.counterpartId : null },
      };
      return world({ link: link(base), now, rules: drawn.rules });
    })
    .filter(({ now }) => matches(now['partner-center'].deal.status, options.referral ?? 'any'));
}

function matches(status: DealStatus | null | undefined, wanted: NonNullable<WorldOptions['referral']>): boolean {
  if (wanted === 'any') return true;
  return (status === 'invited' || status === 'active') === (wanted === 'open');
}

function visibleIfHelped<T extends DealView>(deal: T): T {
  return deal.help ? { ...deal, visibleToMicrosoft: true } : deal;
}

function without(fields: readonly DealField[], view: DealView): DealView {
  return Object.fromEntries(Object.entries(view).filter(([field]) => !fields.includes(field as DealField)));
}
