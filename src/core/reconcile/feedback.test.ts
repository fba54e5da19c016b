import { describe, expect, it } from 'vitest';
import { auditLine } from '../../../test/samples/audit-lines.ts';
import { DEAL, link, PLAIN_SIDES, PLAN_SETTINGS, record, referral } from '../../../test/samples/snapshots.ts';
import { DEFAULT_RULES } from '../mapping/field-rules.ts';
import { say } from '../messages.ts';
import type { DealView } from '../model/deal.ts';
import type { LinkFeedback } from '../model/link.ts';
import { note, type Plan } from '../model/plan.ts';
import { refusal, type SideRefusal } from '../model/refusal.ts';
import type { RecordFacts, Snapshot } from '../model/snapshot.ts';
import { type FeedbackOutcome, feedbackOf, type Outcome } from './feedback.ts';
import { planPass } from './plan.ts';

const NOW_MS = 1_772_000_000_000;
const SILENT: Plan = { changes: [], decisions: [], notes: [], refusals: [], standing: [], halt: null, again: false };
const WELL: Outcome = { notes: [], refusals: [], refused: [], after: {} };
const NOTHING_TOLD: LinkFeedback = { mark: 'ok', pending: [], shownRefusals: [] };

const TOO_LONG = refusal('crm-text-too-long', 'notes', { said: 'notes.' });
const CRM_REFUSAL: SideRefusal = { ...TOO_LONG, side: 'crm' };
/** Who refuses is not told by the code. */
const REFUSAL: SideRefusal = { ...TOO_LONG, side: 'partner-center' };

interface Scene {
  plan?: Plan;
  outcome?: Partial<Outcome>;
  told?: Partial<LinkFeedback>;
  record?: Snapshot | null;
  referral?: Snapshot;
  marks?: boolean;
}

function tell({
  plan = SILENT,
  outcome,
  told,
  record: shown = record(),
  referral: closed,
  marks = true,
}: Scene): FeedbackOutcome {
  return feedbackOf({
    plan,
    outcome: { ...WELL, ...outcome },
    told: { ...NOTHING_TOLD, ...told },
    record: shown,
    referral: closed ?? null,
    marks,
    nowMs: NOW_MS,
  });
}

function textsOf({ feedback }: FeedbackOutcome): readonly string[] {
  return (feedback?.lines ?? []).map(({ told }) => say(told));
}

/** The plan of a linked pair after edits on either side. */
function planAfter(crm: DealView, partnerCenter: DealView = {}, agreed: DealView = {}): Plan {
  const base = { ...DEAL, ...agreed };
  const now = { crm: record({ ...base, ...crm }), 'partner-center': referral({ ...base, ...partnerCenter }) };
  const input = { link: link({ crm: base, 'partner-center': base }), now, rules: DEFAULT_RULES, sides: PLAIN_SIDES };
  return planPass({ ...input, today: '2026-03-02', settings: PLAN_SETTINGS });
}

/** The plan for one record that has no counterpart yet. */
function planAlone(alone: Snapshot): Plan {
  return planPass({
    link: link(undefined, { referralId: null, recordId: null }),
    now: { crm: null, 'partner-center': null, [alone.side]: alone },
    rules: DEFAULT_RULES,
    sides: PLAIN_SIDES,
    today: '2026-03-02',
    settings: PLAN_SETTINGS,
  });
}

const unshared = (deal: DealView, facts: Partial<RecordFacts> = {}) => ({
  ...record(deal, { mark: null, ...facts }),
  counterpartId: null,
});

describe('a pass that changed nothing', () => {
  it('says nothing', () => {
    expect(tell({}).feedback).toBeNull();
    expect(tell({ record: record(DEAL, { mark: null }) }).feedback).toBeNull();
  });

  it('keeps the lines that wait for the next write', () => {
    const pending = [auditLine(1, 'Sent')];
    expect(tell({ told: { pending } }).waiting.pending).toEqual(pending);
  });
});

describe('marks that were switched off', () => {
  const marked = record(DEAL, { mark: 'ok' });

  it('are taken away, which is worth a write of its own', () => {
    expect(tell({ record: marked, marks: false })).toMatchObject({ feedback: { mark: null, lines: [] } });
    expect(tell({ record: record(DEAL, { mark: null }), marks: false }).feedback).toBeNull();
  });

  it('cause no write with which nothing is told', () => {
    const plan = planAfter({ value: '150' });
    expect(
      tell({ plan, record: record(DEAL, { mark: null }), told: { mark: null }, marks: false }).feedback,
    ).toBeNull();
  });
});

describe('a change of the seller', () => {
  it('is not worth a write of its own: its line travels with the next one', () => {
    const first = tell({ plan: planAfter({ value: '150' }) });
    expect(first.feedback).toBeNull();
    expect(first.waiting.pending.map(({ atMs, told }) => [atMs, say(told)])).toEqual([
      [NOW_MS, 'Sent to Partner Center: deal value 150.'],
    ]);
    const second = tell({ plan: planAfter({}, { notes: 'New' }), told: first.waiting });
    expect(textsOf(second)).toEqual([
      'Sent to Partner Center: deal value 150.',
      'Partner Center changed notes Kick-off in May → New.',
    ]);
    expect(second.told.pending).toEqual([]);
  });

  it('is worth a write when the mark is not yet there', () => {
    const feedback = tell({
      plan: planAfter({ value: '150' }),
      told: { mark: null },
      record: record(DEAL, { mark: null }),
    });
    expect(feedback.feedback?.mark).toBe('ok');
    expect(textsOf(feedback)).toEqual(['Sent to Partner Center: deal value 150.']);
  });

  it('waits with a limited number of others, the newest kept', () => {
    const pending = Array.from({ length: 20 }, (_, at) => auditLine(at, `line ${at}`));
    const { waiting } = tell({ plan: planAfter({ value: '150' }), told: { pending } });
    expect(waiting.pending).toHaveLength(20);
    expect(waiting.pending[0]).toEqual(auditLine(1, 'line 1'));
    expect(waiting.pending.at(-1)?.told.code).toBe('sent');
  });
});

describe('milestones are told at once', () => {
  it.each<[string, Plan, string]>([
    [
      'a received invitation',
      planAlone(referral({ ...DEAL, status: 'invited' })),
      'Received from Partner Center: Contoso migration. Move it out',
    ],
    ['a received deal', planAlone(referral()), 'Received from Partner Center: Contoso migration.'],
    ['a shared deal', planAlone(record()), 'Shared with Partner Center as co-sell deal.'],
    ['an accepted invitation', planAfter({ status: 'active' }, {}, { status: 'invited' }), 'Accepted'],
    [
      'a declined invitation',
      planAfter({ status: 'lost', statusReason: 'Budget' }, {}, { status: 'invited' }),
      '(Budget)',
    ],
    [
      'a declined invitation without a reason',
      planAfter({ status: 'lost' }, {}, { status: 'invited' }),
      'no reason given',
    ],
    ['a deal won', planAfter({ status: 'won' }), 'Closed as won'],
    [
      'a referral closed there',
      planAfter({}, { status: 'lost', statusReason: 'Budget' }),
      'closed the referral as lost: Budget.',
    ],
    [
      'a referral closed there without a reason',
      planAfter({}, { status: 'lost' }),
      'closed the referral as lost. Nothing',
    ],
    [
      'an invitation accepted there',
      planAfter({}, { status: 'active' }, { status: 'invited' }),
      'status invited → active',
    ],
    [
      'a new contact there',
      planAfter({}, { contacts: [...DEAL.contacts, { ...DEAL.contacts[0], firstName: 'Bo', email: 'bo@x.example' }] }),
      'contacts ann@contoso.example → ann@contoso.example, bo@x.example',
    ],
  ])('%s', (_, plan, text) => {
    const texts = textsOf(tell({ plan }));
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain(text);
  });

  it('the reason of a closing is told also where the CRM has no column for it', () => {
    const closing = referral({ ...DEAL, status: 'lost', statusReason: 'Budget' });
    const [text] = textsOf(tell({ plan: planAfter({}, { status: 'lost' }), referral: closing }));
    expect(text).toContain('closed the referral as lost: Budget.');
  });

  it('together with what else Partner Center changed', () => {
    expect(textsOf(tell({ plan: planAfter({}, { status: 'won', value: '150' }) }))).toEqual([
      'Partner Center closed the referral as won. Nothing more is sent for this deal.',
      'Partner Center changed deal value 100 → 150.',
    ]);
  });

  it('but not as news from Partner Center when the CRM itself brought it about', () => {
    const plan = planAfter({ help: 'GeneralOrOther' }, {}, { help: null, visibleToMicrosoft: false });
    expect(textsOf(tell({ plan })).filter((text) => text.startsWith('Partner Center changed'))).toEqual([]);
    const reverted = tell({ plan: planAfter({ visibleToMicrosoft: false }) });
    expect(textsOf(reverted)).toEqual([
      'A deal that Microsoft sellers can see stays visible; the change was put back.',
    ]);
  });

  it('with the remarks of the plan and of the adapters', () => {
    const outcome = { notes: [note('text-shortened', null, { column: 'Notes', length: 10 })] };
    const texts = textsOf(tell({ plan: planAfter({ name: 'Renamed' }), outcome }));
    expect(texts).toHaveLength(2);
    expect(texts[0]).toContain('Name');
    expect(texts[1]).toBe('Notes was shortened to the 10 characters that the CRM holds.');
  });
});

describe('a refusal', () => {
  const plan = planAlone(unshared({ ...DEAL, customer: { ...DEAL.customer, country: 'Germany' } }));
  const first = tell({ plan, record: unshared(DEAL), told: { mark: null } });

  it('is told with its remedy and a cross', () => {
    expect(first.feedback?.mark).toBe('failed');
    expect(textsOf(first)).toEqual([
      'Not sent to Partner Center: "Germany" is not a two-letter country code. Write DE in the account\'s country field.',
    ]);
  });

  it('is told once', () => {
    const again = tell({ plan, record: unshared(DEAL, { mark: 'failed' }), told: first.told });
    expect(again.feedback).toBeNull();
  });

  it('is told again when another value is wrong', () => {
    const other = planAlone(unshared({ ...DEAL, customer: { ...DEAL.customer, country: 'Deutschlnd' } }));
    const texts = textsOf(tell({ plan: other, record: unshared(DEAL, { mark: 'failed' }), told: first.told }));
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain('Deutschlnd');
  });

  it('is forgotten once the deal is shared: mended, and a tick', () => {
    const mended = tell({
      plan: planAlone(unshared(DEAL)),
      record: unshared(DEAL, { mark: 'failed' }),
      told: first.told,
    });
    expect(mended.feedback?.mark).toBe('ok');
    expect(textsOf(mended)).toEqual(['The earlier problem is solved.', 'Shared with Partner Center as co-sell deal.']);
    expect(mended.told.shownRefusals).toEqual([]);
  });

  it.each<[string, Snapshot]>([
    ['unticks Sync', unshared(DEAL, { mark: 'failed', optedIn: false })],
    ['closes the deal', unshared({ ...DEAL, status: 'lost' }, { mark: 'failed' })],
  ])('is not called solved when the seller gives up and %s', (_, given) => {
    const outcome = tell({ plan: planAlone(given), record: given, told: first.told });
    expect(outcome.feedback).toEqual({ mark: null, lines: [] });
    expect(outcome.told.shownRefusals).toEqual([]);
  });

  it('of several values names each', () => {
    const bare = planAlone(unshared({ ...DEAL, customer: null, solutions: [], contacts: [] }));
    expect(textsOf(tell({ plan: bare, record: unshared(DEAL) }))).toHaveLength(3);
  });
});

describe('a write that Partner Center refused', () => {
  const plan = planAfter({ value: '150', name: 'Renamed' }, { value: '200', notes: 'New' });
  const refused = tell({ plan, outcome: { refusals: [REFUSAL], after: {} } });

  it('is not reported as sent, nor what it would have overruled', () => {
    const texts = textsOf(refused);
    expect(texts[0]).toBe(`Not sent to Partner Center: ${REFUSAL.message} ${REFUSAL.remedy}`);
    expect(texts.join()).not.toContain('Sent to');
    expect(texts.join()).not.toContain('overruled');
    expect(refused.feedback?.mark).toBe('failed');
  });

  it('does not hide what became of the rest', () => {
    expect(textsOf(refused).slice(1)).toEqual([
      'Name: changed here, but Partner Center does not take this change after creation; it stays in the CRM only.',
      'Partner Center changed notes Kick-off in May → New.',
    ]);
  });

  it('is told once, whatever request number the vendor gives it', () => {
    const again = tell({
      plan,
      outcome: { refusals: [{ ...REFUSAL, message: 'Too long. (request 2)' }], after: {} },
      told: refused.told,
    });
    expect(textsOf(again).filter((text) => text.startsWith('Not sent'))).toEqual([]);
  });

  it('is mended by the next one that succeeds', () => {
    const mended = tell({
      plan: planAfter({ notes: 'Short' }),
      told: refused.told,
      record: record(DEAL, { mark: 'failed' }),
    });
    expect(mended.feedback?.mark).toBe('ok');
    expect(textsOf(mended)).toContain('The earlier problem is solved.');
  });

  it('is mended as well when the seller takes the change back', () => {
    const mended = tell({ told: refused.told, record: record(DEAL, { mark: 'failed' }) });
    expect(textsOf(mended)).toEqual(['The earlier problem is solved.']);
  });
});

describe('a write that the CRM refused after Partner Center took its part', () => {
  it('does not take back what Partner Center was told', () => {
    const plan = planAfter({ status: 'won' }, { notes: 'New' });
    const texts = textsOf(tell({ plan, outcome: { refusals: [CRM_REFUSAL], after: { 'partner-center': {} } } }));
    expect(texts[0]).toMatch(/^Not taken over from Partner Center/);
    expect(texts).toContain('Closed as won: Partner Center was told. Nothing more is sent for this deal.');
    expect(texts.join()).not.toContain('Partner Center changed');
  });
});

describe('a write of which Partner Center refused one field', () => {
  it('tells as sent what it took, and what came back the other way', () => {
    const plan = planAfter({ value: '150', closeDate: '2026-11-30' }, { notes: 'New' });
    const refused = [{ side: 'partner-center' as const, field: 'value' as const }];
    const texts = textsOf(tell({ plan, outcome: { refusals: [REFUSAL], refused, after: { 'partner-center': {} } } }));
    expect(texts).toEqual([
      `Not sent to Partner Center: ${REFUSAL.message} ${REFUSAL.remedy}`,
      'Partner Center changed notes Kick-off in May → New.',
      'Sent to Partner Center: close date 2026-11-30.',
    ]);
  });
});

describe('help that waits for a contact', () => {
  it('puts a cross on the deal but still reports what was sent', () => {
    const plan = planAfter({ help: 'GeneralOrOther', value: '150' }, {}, { help: null, contacts: [] });
    const texts = textsOf(tell({ plan }));
    expect(texts[0]).toContain('Help from Microsoft was asked');
    expect(texts[1]).toBe('Sent to Partner Center: deal value 150.');
  });
});
