import { DEFAULT_RULES } from '../../src/core/mapping/field-rules.ts';
import type { Contact, DealField, DealView, Solution } from '../../src/core/model/deal.ts';
import type { Link } from '../../src/core/model/link.ts';
import type { PerSide } from '../../src/core/model/side.ts';
import type { RecordFacts, ReferralFacts, Snapshot } from '../../src/core/model/snapshot.ts';
import type { PlanningSide, PlanSettings } from '../../src/core/reconcile/plan.ts';

/** A complete co-sell deal; every field has a value that the tests can tell apart. */
export const DEAL = {
  name: 'Contoso migration',
  customer: {
    name: 'Contoso',
    street: '1 Main Street',
    city: 'Berlin',
    state: null,
    postalCode: '10115',
    country: 'DE',
  },
  value: '100',
  currency: 'EUR',
  closeDate: '2026-06-30',
  notes: 'Kick-off in May',
  status: 'active',
  statusReason: null,
  visibleToMicrosoft: true,
  help: 'QuotesOrLicensing',
  coSellType: 'ip',
  purchaseIntent: 'Yes',
  partnerRole: null,
  solutionArea: 'Cloud',
  solutionPlay: 'Migrate',
  contacts: [{ firstName: 'Ann', lastName: 'Lee', email: 'ann@contoso.example', phone: '+49 30 1' }],
  solutions: [{ id: 'SOL-1', name: 'Mover', publisher: 'Fabrikam', kind: '3P', price: '10', quantity: '2' }],
  team: [{ firstName: 'Tom', lastName: 'Day', email: 'tom@fabrikam.example', phone: '+49 30 2' }],
  microsoftCrmId: null,
  referralProgram: null,
  registrationStatus: null,
} as const satisfies Required<DealView>;

export function contact(email: string | null, details: Partial<Contact> = {}): Contact {
  return { firstName: 'Ann', lastName: 'Lee', email, phone: '+49 30 1', ...details };
}

export function solution(id: string, details: Partial<Solution> = {}): Solution {
  return { id, name: id, publisher: null, kind: '3P', price: null, quantity: null, ...details };
}

export function referral(deal: DealView = DEAL, facts: Partial<ReferralFacts> = {}): Snapshot {
  return {
    side: 'partner-center',
    id: 'ref-1',
    version: 'etag-1',
    modifiedAt: '2026-03-01T10:00:00.1234567Z',
    deal,
    counterpartId: 'opp-1',
    referral: {
      engagementId: 'eng-1',
      microsoftReferralId: null,
      category: 'co-sell',
      origin: 'ours',
      partnerId: null,
      expiresAt: null,
      ...facts,
    },
  };
}

export function record(deal: DealView = DEAL, facts: Partial<RecordFacts> = {}): Snapshot {
  return {
    side: 'crm',
    id: 'opp-1',
    version: 'stamp-1',
    modifiedAt: '2026-03-01T09:00:00.000+0000',
    deal,
    counterpartId: 'ref-1',
    record: { kind: 'opportunity', optedIn: true, mark: 'ok', customerId: 'acc-1', ...facts },
  };
}

/** A link whose sides last agreed on `base`; without one, a link that was just adopted. */
export function link(
  base: PerSide<DealView> = { crm: {}, 'partner-center': {} },
  parts: Omit<Partial<Link>, 'released'> = {},
): Link {
  return {
    id: 'link-1',
    state: 'active',
    referralId: 'ref-1',
    engagementId: 'eng-1',
    microsoftReferralId: null,
    recordId: 'opp-1',
    base,
    seen: { crm: null, 'partner-center': null },
    intent: null,
    feedback: { mark: 'ok', pending: [], shownRefusals: [] },
    reason: null,
    refused: [],
    released: false,
    ...parts,
  };
}

/** The settings' own defaults. */
export const PLAN_SETTINGS: PlanSettings = { coSellOnly: true, onClosed: 'close', missingPurchaseIntent: 'refuse' };

export const ALL_FIELDS: readonly DealField[] = DEFAULT_RULES.map(({ field }) => field);

/** What the Referrals API can change after creation (contract/incumbent-connectors.md §2.8), and the later request for help. */
export const PATCHABLE: readonly DealField[] = [
  'value',
  'currency',
  'closeDate',
  'notes',
  'status',
  'statusReason',
  'visibleToMicrosoft',
  'help',
  'contacts',
  'solutions',
  'referralProgram',
];

/** Sides that show exactly what they are given. */
export const PLAIN_SIDES: PerSide<PlanningSide> = {
  crm: { updatable: new Set(ALL_FIELDS), normalize: (view) => view, leads: false },
  'partner-center': { updatable: new Set(PATCHABLE), normalize: (view) => view, leads: false },
};

const LONGEST_NAME = 120;

/**
 * Sides that show less than they are given: the CRM has one closed stage for lost, declined, expired and error, cuts long names and writes
 * e-mails in lower case; Partner Center has no place for a solution's quantity.
 */
export const LOSSY_SIDES: PerSide<PlanningSide> = {
  crm: { updatable: new Set(ALL_FIELDS), normalize: shownInCrm, leads: false },
  'partner-center': { updatable: new Set(PATCHABLE), normalize: shownInPartnerCenter, leads: false },
};

function shownInCrm(view: DealView): DealView {
  const shown: DealView = { ...view };
  if (view.status === 'declined' || view.status === 'expired' || view.status === 'error') shown.status = 'lost';
  if (view.name) shown.name = view.name.slice(0, LONGEST_NAME);
  if (view.contacts)
    shown.contacts = view.contacts.map((entry) => ({ ...entry, email: entry.email?.toLowerCase() ?? null }));
  return shown;
}

function shownInPartnerCenter(view: DealView): DealView {
  return view.solutions
    ? { ...view, solutions: view.solutions.map((entry) => ({ ...entry, quantity: null })) }
    : { ...view };
}
