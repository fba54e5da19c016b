import { afterEach, describe, expect, test } from 'vitest';
import type { CheckReport, DoctorReport } from '../../src/cli/product/doctor.ts';
import type { TestReport } from '../../src/cli/product/webhook.ts';
import { eventually } from '../support/eventually.ts';
import { type Installation, type InstallationOptions, startInstallation } from '../support/installation.ts';
import { observePartnerCenter } from '../support/scenario/observed.ts';
import { sellerIn } from '../support/scenario/seller.ts';

const INTEGRATION = 'integration@lakeshore.example';

const open: Installation[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function installation(options: InstallationOptions = {}): Promise<Installation> {
  const started = await startInstallation(options);
  open.push(started);
  return started;
}

interface Diagnosis extends DoctorReport {
  code: number;
  check(id: string): CheckReport | undefined;
}

async function diagnose(place: Installation, ...options: string[]): Promise<Diagnosis> {
  const said = await place.cosell('doctor', '--json', ...options);
  const report = said.json() as DoctorReport;
  return { ...report, code: said.code, check: (id) => report.checks.find((check) => check.id === id) };
}

/** Starts the connector and waits until it has adopted what is there. */
async function serveSettled(place: Installation): Promise<void> {
  await place.serve();
  await eventually(async () => {
    const status = (await place.cosell('status', '--json')).json() as { links: { active: number } };
    expect(status.links.active).toBeGreaterThan(0);
  });
}

describe('Partner Center', () => {
  test('R1 referrals can be listed, with a live call', async () => {
    const place = await installation();
    const found = await diagnose(place);
    expect(found).toMatchObject({ code: 0, ok: true });
    expect(found.check('partner-center-access')).toMatchObject({ level: 'ok', rows: ['R1'], remedy: null });
    expect(place.partnerCenter.admin.calls().operations['list-referrals']).toBe(1);
  });

  test('R1 a sign-in that ended is named, and what depends on it is left out', async () => {
    const place = await installation();
    place.partnerCenter.admin.people.revokeRefreshToken({});
    const found = await diagnose(place);
    expect(found.code).toBe(1);
    expect(found.check('partner-center-sign-in')).toMatchObject({
      level: 'broken',
      remedy: expect.stringContaining('cosell connect partner-center'),
    });
    expect(found.check('partner-center-access')).toBeUndefined();
    expect(found.check('crm-sign-in')?.level).toBe('ok');
  });

  test('R1 a sign-in without a second factor is refused where it is enforced, and a remark where it is not yet', async () => {
    const place = await installation();
    place.partnerCenter.admin.setSwitches({ 'mfa-claim': false });
    const enforced = await diagnose(place);
    expect(enforced.check('partner-center-mfa')).toMatchObject({
      level: 'broken',
      remedy: expect.stringContaining('multi-factor'),
    });
    place.partnerCenter.admin.setSwitches({ 'mfa-enforced': false });
    const tolerated = await diagnose(place);
    expect(tolerated.check('partner-center-mfa')).toMatchObject({
      level: 'remark',
      message: expect.stringContaining('900421'),
    });
    expect(tolerated.code).toBe(0);
  });

  test('R1 a service that fails is named as such', async () => {
    const place = await installation();
    place.partnerCenter.admin.addFault({ match: { operation: 'list-referrals' }, kind: 'server-error', times: 100 });
    const found = await diagnose(place);
    expect(found.check('partner-center-access')).toMatchObject({
      level: 'broken',
      message: expect.stringContaining('failed'),
    });
  });

  test('R2 a user without any role is reported', async () => {
    const place = await installation();
    place.partnerCenter.admin.people.changeRole({ role: 'None' });
    const found = await diagnose(place);
    expect(found.code).toBe(1);
    expect(found.check('partner-center-role')).toMatchObject({
      level: 'broken',
      remedy: expect.stringContaining('Referrals admin'),
    });
  });

  test('R2 a mere Referrals user is told by what he does not see', async () => {
    const place = await installation();
    place.partnerCenter.admin.people.changeRole({ role: 'ReferralsUser' });
    expect((await diagnose(place)).check('partner-center-role')).toMatchObject({
      level: 'remark',
      message: expect.stringContaining('No referral is visible'),
    });
    place.partnerCenter.admin.people.changeRole({ role: 'ReferralsAdmin' });
    await serveSettled(place);
    place.partnerCenter.admin.people.changeRole({ role: 'ReferralsUser' });
    expect((await diagnose(place)).check('partner-center-role')).toMatchObject({
      level: 'broken',
      message: expect.stringContaining('no longer'),
    });
  });

  test('R2 a Referrals user who is in the team of some deals is told by seeing no others', async () => {
    const me = {
      firstName: 'Cosell',
      lastName: 'Service',
      email: 'cosell.service@lakeshore.example',
    };
    const place = await installation({ partnerCenter: { referrals: [{ team: [me] }, { name: 'Not mine' }] } });
    expect((await diagnose(place)).check('partner-center-role')?.level).toBe('ok');
    place.partnerCenter.admin.people.changeRole({ role: 'ReferralsUser' });
    expect((await diagnose(place)).check('partner-center-role')).toMatchObject({
      level: 'remark',
      message: expect.stringContaining('cosell.service@lakeshore.example'),
    });
  });

  test('R3 the configured PartnerID is shown, and referrals with another one are reported', async () => {
    const place = await installation({
      adjust: ({ connections }) => {
        connections.partnerCenter.partnerId = '6000123';
      },
    });
    expect((await diagnose(place)).check('partner-center-partner-id')).toMatchObject({
      level: 'ok',
      message: expect.stringContaining('6000123'),
    });
    await place.configure(({ connections }) => {
      connections.partnerCenter.partnerId = '7000999';
    });
    const { message, level } = (await diagnose(place)).check('partner-center-partner-id') ?? {};
    expect(level).toBe('remark');
    expect(message).toMatch(/7000999.*6000123/);
  });

  test('R3 a wrong organisation, for which every deal would be foreign, is broken', async () => {
    const place = await installation({
      adjust: ({ connections }) => {
        connections.partnerCenter.organizationId = '00000000-0000-4000-8000-00000000abcd';
      },
    });
    expect((await diagnose(place)).check('partner-center-organization')?.level).toBe('broken');
  });

  test('a solution of the partner that was seen on a referral is named; without one it is a remark', async () => {
    const place = await installation();
    expect((await diagnose(place)).check('partner-center-solutions')?.message).toContain('SOL-');
    const none = await installation({ partnerCenter: { referrals: [{ name: 'Without a solution' }] } });
    expect((await diagnose(none)).check('partner-center-solutions')?.level).toBe('remark');
  });

  test('R8 only the service account needs a role: a seller whom Partner Center does not know shares a deal', async () => {
    const place = await installation();
    await serveSettled(place);
    const { partnerCenter, salesforce } = place;
    const deal = sellerIn(salesforce).opens({ ticked: true });
    const referral = await eventually(() => observePartnerCenter(partnerCenter).referralOf(deal));
    expect(referral.status).toBe('Active');
  });
});

describe('Salesforce', () => {
  test('R4 rights are judged per object and field, for a user who is no administrator', async () => {
    const place = await installation();
    expect((await diagnose(place)).check('crm-rights')).toMatchObject({ level: 'ok', rows: ['R4'] });
    place.salesforce.admin.people.restrictUser({
      username: INTEGRATION,
      readOnlySObjects: ['Contact', 'Microsoft_Solutions__c'],
      readOnlyFields: ['Opportunity.Amount', 'Account.BillingStreet'],
    });
    const { level, message, remedy } = (await diagnose(place)).check('crm-rights') ?? {};
    expect(level).toBe('broken');
    for (const words of [
      'create Contact records',
      'delete Microsoft_Solutions__c records',
      'Opportunity.Amount',
      'Account.BillingStreet',
    ])
      expect(message).toContain(words);
    // One sentence per object instead of one per column of it.
    expect(message).not.toContain('Contact.Email');
    expect(remedy).toContain('permission set');
  });

  test('R5 missing fields and objects are listed by API name', async () => {
    const place = await installation();
    place.salesforce.admin.people.restrictUser({
      username: INTEGRATION,
      hiddenFields: ['Opportunity.Audit__c', 'Opportunity.Referral_Identifier__c', 'Contact.Phone'],
      hiddenSObjects: ['Microsoft_Solution_Detail__c'],
    });
    const found = await diagnose(place);
    expect(found.code).toBe(1);
    for (const name of [
      'Opportunity.Audit__c',
      'Opportunity.Referral_Identifier__c',
      'Contact.Phone',
      'Microsoft_Solution_Detail__c',
    ])
      expect(found.check('crm-fields')?.message).toContain(name);
  });

  test('R6 notes and opportunity teams that are off are reported', async () => {
    const place = await installation();
    const on = await diagnose(place);
    expect([on.check('crm-notes')?.level, on.check('crm-teams')?.level]).toEqual(['ok', 'ok']);
    const without = await installation({
      salesforce: { records: [], organization: { enhancedNotes: false, opportunityTeams: false } },
    });
    const off = await diagnose(without);
    expect(off.check('crm-notes')).toMatchObject({ level: 'remark', rows: ['R6'] });
    expect(off.check('crm-teams')).toMatchObject({ level: 'remark', rows: ['R6'] });
  });

  test('countries, currencies and stages are compared with the settings', async () => {
    const place = await installation({
      salesforce: { records: [], organization: { statePicklists: false, multiCurrency: false } },
      adjust: (settings) => {
        settings.salesforce.stages.onHold = 'Parked';
      },
    });
    const found = await diagnose(place);
    expect(found.check('crm-country')?.message).toContain('BillingCountry');
    expect(found.check('crm-currency')).toMatchObject({ level: 'broken', remedy: expect.stringContaining('Currency') });
    expect(found.check('crm-stages')).toMatchObject({
      level: 'broken',
      message: expect.stringContaining('Parked'),
      remedy: expect.stringContaining('Partner Review'),
    });
  });

  test('a used-up allowance of calls is foreseen', async () => {
    const place = await installation();
    place.salesforce.admin.people.setApiUsage({ used: 90_000 });
    expect((await diagnose(place)).check('crm-usage')?.level).toBe('remark');
  });
});

describe('the webhook', () => {
  test('R7 a test notice is sent and its receipt reported', async () => {
    const place = await installation();
    await serveSettled(place);
    const found = await eventually(async () => {
      const report = await diagnose(place);
      expect(report.check('webhook-round-trip')).toBeDefined();
      return report;
    });
    expect(found.check('webhook-round-trip')).toMatchObject({ level: 'ok', rows: ['R7'] });
    expect(found.ms).toBeLessThan(5_000);
    const tests = place.partnerCenter.admin.webhooks.deliveries().filter(({ event }) => event === 'test-created');
    expect(tests.map(({ state }) => state)).toEqual(['delivered']);
  });

  test('R7 a test notice that never comes names multi-tenancy as the likely cause', async () => {
    const place = await installation();
    await serveSettled(place);
    await place.cosell('webhook', 'register');
    place.partnerCenter.admin.webhooks.addFault({ kind: 'lost', event: 'test-created' });
    const tested = await place.cosell('webhook', 'test', '--within', '1500ms', '--json');
    expect(tested.code).toBe(1);
    expect((tested.json() as TestReport).cause?.remedy).toContain('multi-tenancy');
  });

  test('R7 without a running connector the doctor says so', async () => {
    const place = await installation();
    await place.cosell('webhook', 'register');
    expect((await diagnose(place)).check('webhook-round-trip')).toMatchObject({
      level: 'broken',
      remedy: expect.stringContaining('connector runs'),
    });
  });

  test('R29 a foreign registration is a remark with its owner, and no test notice goes to it', async () => {
    const url = 'https://prod-1.logic.azure.com/workflows/ab?sig=S3cr3tKey';
    const place = await installation({
      partnerCenter: { webhooks: { registration: { url, events: ['referral-created', 'test-created'] } } },
    });
    const found = await diagnose(place);
    expect(found.check('webhook-registration')).toMatchObject({
      level: 'remark',
      message: expect.stringContaining("Microsoft's own connector"),
    });
    expect(found.check('webhook-round-trip')).toBeUndefined();
    expect(JSON.stringify(found)).not.toContain('S3cr3tKey');
  });

  test('without a public address nothing is wrong: sweeps do the work', async () => {
    const place = await installation({
      adjust: (settings) => {
        delete settings.publicUrl;
      },
    });
    expect((await diagnose(place)).check('webhook-registration')).toMatchObject({
      level: 'ok',
      message: expect.stringContaining('publicUrl'),
    });
  });
});

describe('the rest', () => {
  test('a probe makes one call to either system and tells by its exit code', async () => {
    const place = await installation();
    place.partnerCenter.admin.resetCalls();
    place.salesforce.admin.resetCalls();
    const found = await diagnose(place, '--probe');
    expect(found.code).toBe(0);
    expect(place.partnerCenter.admin.calls()).toMatchObject({ read: 1, write: 0, token: 1 });
    expect(place.salesforce.admin.calls()).toMatchObject({ read: 1, write: 0, token: 1 });
    place.salesforce.admin.addFault({ match: { operation: 'token' }, kind: 'reset', times: 100 });
    place.partnerCenter.admin.people.revokeRefreshToken({});
    expect((await diagnose(place, '--probe')).code).toBe(1);
  });

  test('a store that does not open is a finding like any other', async () => {
    const place = await installation({
      adjust: (settings) => {
        settings.store = 'cosell.yaml/store';
      },
    });
    const found = await diagnose(place);
    expect(found.code).toBe(1);
    expect(found.check('store')).toMatchObject({ level: 'broken', remedy: expect.any(String) });
    expect(found.check('partner-center-access')?.level).toBe('ok');
  });

  test('an absent secret is a finding that names its reference', async () => {
    const place = await installation({
      adjust: ({ connections }) => {
        connections.partnerCenter.clientSecret = 'file:nowhere' as never;
      },
    });
    expect((await diagnose(place)).check('partner-center-sign-in')).toMatchObject({
      level: 'broken',
      message: expect.stringContaining('nowhere'),
    });
  });
});
