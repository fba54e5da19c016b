import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PartnerCenterEmulator, startPartnerCenterEmulator } from '../../../emulators/partner-center/start.ts';
import type { Snapshot } from '../../../src/core/model/snapshot.ts';
import type { ListPage, SidePort } from '../../../src/engine/ports.ts';
import {
  connectSide,
  createChange,
  FIELDS,
  failure,
  HELP,
  patientClock,
  RECORD,
  SHORT_TIMEOUT_MS,
  updateChange,
  written,
} from '../../support/partner-center-side.ts';

let emulator: PartnerCenterEmulator;
let side: SidePort;

beforeEach(async () => {
  emulator = await startPartnerCenterEmulator();
  side = connectSide(emulator);
});

afterEach(() => emulator.close());

async function listed(since: string | null, from = side): Promise<{ snapshots: Snapshot[]; pages: ListPage[] }> {
  const pages: ListPage[] = [];
  for await (const page of from.list({ since })) pages.push(page);
  return { snapshots: pages.flatMap(({ snapshots }) => snapshots), pages };
}

const laterBy = (stamp: string, ms: number) => new Date(Date.parse(stamp) + ms).toISOString();

describe('finding a lost create', () => {
  test('by the CRM record it carries, also when the service’s clock is behind', async () => {
    const impatient = connectSide(emulator, { timeoutMs: SHORT_TIMEOUT_MS });
    emulator.admin.addFault({ match: { method: 'POST', path: '/v1.0' }, kind: 'timeout-after' });
    const lost = await failure(impatient.create(createChange(HELP)));
    expect(lost).toMatchObject({ outcomeUnknown: true });
    await emulator.admin.people.seed({ count: 120, like: { externalReferenceId: 'other' } });
    const dayAheadMs = Date.now() + 86_400_000;
    const found = await side.find(RECORD, dayAheadMs);
    expect(found).toMatchObject({ counterpartId: RECORD, deal: { name: FIELDS.name, help: null } });
    expect(await side.find('006none', Date.now())).toBeNull();
  });

  test('looks no further back than it must', async () => {
    await emulator.admin.people.seed({ count: 250, like: { createdDaysAgo: 30 } });
    await emulator.admin.people.seed({ count: 1, like: {} });
    emulator.admin.resetCalls();
    expect(await side.find(RECORD, Date.now())).toBeNull();
    expect(emulator.admin.calls().read).toBe(1);
  });
});

describe('reading', () => {
  test('Microsoft’s half leads to our deal, with its answer', async () => {
    const deal = written(await side.create(createChange(HELP)));
    const halfId = deal.referral?.microsoftReferralId ?? '';
    emulator.admin.people.microsoftAccept({ referralId: halfId, microsoftMsxId: '7-ACCEPTED' });
    const cold = connectSide(emulator);
    const expected = { id: deal.id, deal: { microsoftCrmId: '7-ACCEPTED', help: HELP.help } };
    expect(await cold.read([halfId])).toMatchObject([expected]);
    emulator.admin.resetCalls();
    expect(await side.read([deal.id])).toMatchObject([expected]);
    expect(emulator.admin.calls().read).toBe(1);
  });

  test('what is gone, foreign to the service or no id at all is left out', async () => {
    const { id } = emulator.admin.people.invite({});
    const found = await side.read(['00000000-0000-4000-8000-000000000000', "x' or 1 eq 1", '', id.toUpperCase(), id]);
    expect(found.map((snapshot) => snapshot.id)).toContain(id);
    expect(new Set(found.map((snapshot) => snapshot.id)).size).toBe(1);
  });

  test('a deal in two documents costs one call also after a restart, when its last state is at hand', async () => {
    const deal = written(await side.create(createChange(HELP)));
    emulator.admin.people.portalEdit({ referralId: deal.id, changes: { details: { notes: 'Edited.' } } });
    emulator.admin.people.microsoftAccept({ referralId: deal.id, microsoftMsxId: '7-ACCEPTED' });
    emulator.admin.resetCalls();
    expect(await connectSide(emulator).read([deal.id], { known: [deal] })).toMatchObject([
      { deal: { notes: 'Edited.', help: HELP.help, microsoftCrmId: '7-ACCEPTED' } },
    ]);
    expect(emulator.admin.calls().read).toBe(1);
  });

  test('a write after a restart still knows what Microsoft answered', async () => {
    const deal = written(await side.create(createChange(HELP)));
    emulator.admin.people.microsoftAccept({ referralId: deal.id, microsoftMsxId: '7-ACCEPTED' });
    const [seen] = await side.read([deal.id]);
    if (!seen) throw new Error('gone');
    const after = written(await connectSide(emulator).update(updateChange(seen, { value: '5' })));
    expect(after).toMatchObject({
      deal: { microsoftCrmId: '7-ACCEPTED', help: HELP.help, value: '5' },
      referral: seen.referral,
    });
  });
});

describe('listing', () => {
  test('everything: each deal once, halves joined over pages, without a call per deal', async () => {
    emulator.admin.setSwitches({ 'page-size': 10 });
    const half = {
      inviteContext: { assistanceRequestCode: 'GeneralOrOther' },
      trackingInfo: { microsoftMsxId: '7-SEED' },
    };
    const { organizationId } = emulator.credentials;
    const started = { inviteContext: { invitedBy: { organizationId } } };
    const shared = { ...started, type: 'Shared', consent: { consentToShareReferralWithMicrosoftSellers: true } };
    await emulator.admin.people.seed({
      count: 12,
      like: { ...shared, name: 'Co-sell', microsoft: half, createdDaysAgo: 3 },
    });
    await emulator.admin.people.seed({ count: 5, like: { ...shared, name: 'Partner-led', createdDaysAgo: 2 } });
    await emulator.admin.people.seed({ count: 5, like: { name: 'Private', createdDaysAgo: 1 } });
    emulator.admin.people.invite({});
    emulator.admin.people.marketplaceLead({});
    emulator.admin.resetCalls();
    const { snapshots, pages } = await listed(null);
    expect(new Set(snapshots.map(({ id }) => id)).size).toBe(24);
    expect(snapshots).toHaveLength(24);
    const coSell = snapshots.filter(({ deal }) => deal.name?.startsWith('Co-sell'));
    expect(coSell.every(({ deal }) => deal.help === 'GeneralOrOther' && deal.microsoftCrmId === '7-SEED')).toBe(true);
    expect(emulator.admin.calls().read).toBe(4);
    expect(pages.at(-1)?.total).toBe(24);
  });

  test('a backlog of more than one page comes whole', async () => {
    await emulator.admin.people.seed({ count: 250, like: {} });
    const { snapshots, pages } = await listed(null);
    expect(snapshots).toHaveLength(250);
    expect(pages.map(({ total }) => total)).toEqual([250, 250, 250]);
  });

  test('an idle tenant costs one call, also right after a backlog of one time stamp was taken in', async () => {
    await emulator.admin.people.seed({ count: 250, like: { createdDaysAgo: 2 } });
    const { pages } = await listed(null);
    emulator.admin.resetCalls();
    expect((await listed(pages.at(-1)?.resumeAt ?? '')).snapshots).toEqual([]);
    expect(emulator.admin.calls().read).toBe(1);
  });

  test('a referral that becomes visible late is not missed', async () => {
    const first = emulator.admin.people.invite({});
    const since = (await listed(null)).pages.at(-1)?.resumeAt ?? '';
    const updatedDateTime = new Date(Date.parse(first.updatedDateTime) - 30_000).toISOString();
    await emulator.admin.people.seed({ referrals: [{ name: 'Late', updatedDateTime }] });
    expect((await listed(since)).snapshots.map(({ deal }) => deal.name)).toContain('Late');
  });

  test('since a watermark: only what changed, and idle listings cost one call', async () => {
    let nowMs = Date.now();
    side = connectSide(emulator, { clock: patientClock(() => nowMs) });
    const deal = written(await side.create(createChange(HELP)));
    await emulator.admin.people.seed({ count: 30, like: { createdDaysAgo: 10 } });
    const { pages } = await listed(null);
    const since = pages.at(-1)?.resumeAt ?? '';
    emulator.admin.people.microsoftAccept({ referralId: deal.id, microsoftMsxId: '7-NEW' });
    const changed = await listed(since);
    expect(changed.snapshots.map(({ id, deal: view }) => [id, view.microsoftCrmId])).toEqual([[deal.id, '7-NEW']]);
    const rest = changed.pages.at(-1)?.resumeAt ?? '';
    await listed(rest);
    nowMs += 10 * 60_000;
    emulator.admin.resetCalls();
    expect((await listed(rest)).snapshots).toEqual([]);
    expect((await listed(rest)).pages.at(-1)?.resumeAt).toBe(rest);
    expect(emulator.admin.calls().read).toBe(2);
  });

  describe('of deals whose documents did not all change, after a restart', () => {
    async function changedSince(seen: (deal: Snapshot) => Snapshot[]): Promise<Snapshot[]> {
      const deal = written(await side.create(createChange(HELP)));
      const since = (await listed(null)).pages.at(-1)?.resumeAt ?? '';
      await emulator.clock.advance(10 * 60_000);
      emulator.admin.people.portalEdit({ referralId: deal.id, changes: { details: { notes: 'Edited.' } } });
      emulator.admin.resetCalls();
      const pages: ListPage[] = [];
      const known = async (ids: readonly string[]) => seen(deal).filter(({ id }) => ids.includes(id));
      const cold = connectSide(emulator);
      for await (const page of cold.list({ since: laterBy(since, 5 * 60_000), known })) pages.push(page);
      return pages.flatMap(({ snapshots }) => snapshots);
    }

    test('takes the other one as last seen, without a call', async () => {
      const found = await changedSince((deal) => [deal]);
      expect(found).toMatchObject([{ deal: { notes: 'Edited.', help: HELP.help } }]);
      expect(found[0]?.referral?.microsoftReferralId).toEqual(expect.any(String));
      expect(emulator.admin.calls().read).toBe(1);
    });

    test('looks for it where nobody has looked before', async () => {
      const unshared = (deal: Snapshot) => ({ ...deal, deal: { ...deal.deal, help: null, visibleToMicrosoft: false } });
      const found = await changedSince((deal) => [unshared(deal)]);
      expect(found).toMatchObject([{ deal: { notes: 'Edited.', help: HELP.help } }]);
      expect(emulator.admin.calls().read).toBe(2);
    });

    test('believes what is listed rather than what was last seen', async () => {
      const found = await changedSince((deal) => {
        emulator.admin.people.microsoftAccept({ referralId: deal.id, microsoftMsxId: '7-NEW' });
        return [deal];
      });
      // The half changed behind the listing's back, so the next one shows it.
      const since = found[0]?.modifiedAt ?? '';
      expect((await listed(since)).snapshots).toMatchObject([{ deal: { microsoftCrmId: '7-NEW' } }]);
    });
  });

  test('our own write comes back as the very state that was answered', async () => {
    const deal = written(await side.create(createChange(HELP)));
    const since = (await listed(null)).pages.at(-1)?.resumeAt ?? '';
    const after = written(await side.update(updateChange(deal, { value: '123' })));
    emulator.admin.resetCalls();
    expect((await listed(since)).snapshots).toEqual([after]);
    expect(emulator.admin.calls().read).toBe(1);
  });

  test('a listing cut short resumes without losing a deal that waited for a half', async () => {
    emulator.admin.setSwitches({ 'page-size': 1 });
    const { organizationId } = emulator.credentials;
    const waiting = {
      name: 'Waits',
      inviteContext: { invitedBy: { organizationId } },
      consent: { consentToShareReferralWithMicrosoftSellers: true },
      createdDaysAgo: 5,
    };
    await emulator.admin.people.seed({ referrals: [waiting, { name: 'Next', createdDaysAgo: 1 }] });
    let resumeAt = '';
    for await (const page of connectSide(emulator).list({ since: null })) {
      resumeAt = page.resumeAt;
      if (page.snapshots.length > 0) break;
    }
    const rest = await listed(resumeAt, connectSide(emulator));
    expect(rest.snapshots.map(({ deal }) => deal.name)).toEqual(['Next', 'Waits']);
    expect(rest.pages.at(-1)?.resumeAt).not.toBe(resumeAt);
  });

  test('what another process has seen of Microsoft’s half meanwhile is not overlooked', async () => {
    const deal = written(await side.create(createChange(HELP)));
    await side.read([deal.id]);
    emulator.admin.people.microsoftAccept({ referralId: deal.id, microsoftMsxId: '7-NEW' });
    await emulator.admin.moveClock({ advanceMs: 10 * 60_000 });
    emulator.admin.people.invite({ microsoftHalf: false });
    const since = (await listed(null, connectSide(emulator))).pages.at(-1)?.resumeAt ?? '';
    emulator.admin.people.portalEdit({ referralId: deal.id, changes: { details: { notes: 'later' } } });
    const { snapshots } = await listed(since);
    const changed = snapshots.find(({ id }) => id === deal.id);
    expect(changed?.deal).toMatchObject({ notes: 'later', microsoftCrmId: '7-NEW' });
  });

  test('works when lists show halves only by engagement', async () => {
    emulator.admin.setSwitches({ 'list-shows-related': 'by-engagement' });
    const deal = written(await side.create(createChange(HELP)));
    const { snapshots } = await listed(null, connectSide(emulator));
    expect(snapshots).toEqual([deal]);
  });

  test('survives a passing fault and says how long a throttled one takes', async () => {
    emulator.admin.people.invite({});
    emulator.admin.addFault({ match: { path: '/v1.0' }, kind: 'reset', times: 1 });
    emulator.admin.addFault({ match: { path: '/v1.0' }, kind: 'html', times: 1 });
    expect((await listed(null)).snapshots).toHaveLength(1);
    emulator.admin.addFault({ match: { path: '/v1.0' }, kind: 'throttle', retryAfterSeconds: 57 });
    expect(await failure(listed(null))).toMatchObject({ recovery: 'throttled', retryAfterMs: 57_000 });
  });
});
