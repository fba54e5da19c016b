import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { defaultDynamicsWorld } from '../../../emulators/worlds/dynamics.ts';
import { partnerCenterWorldBeside } from '../../../emulators/worlds/partner-center.ts';
import type { FieldsReport } from '../../../src/cli/product/crm-fields.ts';
import type { CheckReport, DoctorReport } from '../../../src/cli/product/doctor.ts';
import type { SettingsInput } from '../../../src/config/schema.ts';
import { type CrmInstallation, installBeside } from '../../support/crm-installation.ts';
import { eventually } from '../../support/eventually.ts';
import { type DynamicsCrm, startDynamicsCrm } from '../../support/scenario/crm/dynamics.ts';
import { observePartnerCenter } from '../../support/scenario/observed.ts';

/** What an administrator of Dynamics 365 asks for, and is told. */

type Place = CrmInstallation & { crm: DynamicsCrm };
type Installed = 'none' | 'cosell' | 'microsoft';

const CONNECTOR = 'integration@lakeshore.example';

const open: Place[] = [];
afterEach(async () => {
  for (const place of open.splice(0)) await place.close();
});

async function started(
  options: { installed?: Installed; empty?: boolean; adjust?: (settings: SettingsInput) => void } = {},
): Promise<Place> {
  const { installed = 'cosell', empty = installed !== 'cosell', adjust } = options;
  const records = empty ? [] : (defaultDynamicsWorld.records ?? []);
  const organization = { ...defaultDynamicsWorld.organization, installed };
  const crm = await startDynamicsCrm({ world: { ...defaultDynamicsWorld, organization, records } });
  const world = { ...partnerCenterWorldBeside(['dynamics']), ...(empty ? { referrals: [] } : {}) };
  const place = await installBeside(crm, { partnerCenterWorld: world, ...(adjust ? { adjust } : {}) });
  open.push(place);
  return place;
}

async function diagnose(place: Place): Promise<{ code: number; check(id: string): CheckReport | undefined }> {
  const said = await place.cosell('doctor', '--json');
  const { checks } = said.json() as DoctorReport;
  return { code: said.code, check: (id) => checks.find((check) => check.id === id) };
}

describe('the doctor of Dynamics 365', () => {
  test('R4 judges rights per table, for a user who is no administrator', async () => {
    const place = await started();
    expect((await diagnose(place)).check('crm-rights')?.level).toBe('ok');
    place.crm.emulator.admin.people.restrictUser({
      username: CONNECTOR,
      readOnlyTables: ['contact', 'csl_microsoftsolution'],
    });
    const { level, message, remedy } = (await diagnose(place)).check('crm-rights') ?? {};
    expect(level).toBe('broken');
    for (const words of ['create contact rows', 'edit contact rows', 'delete csl_microsoftsolution rows'])
      expect(message).toContain(words);
    expect(message).not.toContain('account');
    expect(remedy).toContain('security role');
  });

  test('R5 lists missing columns and tables by logical name', async () => {
    const { check, code } = await diagnose(await started({ installed: 'none' }));
    const { level, message, remedy } = check('crm-fields') ?? {};
    expect([code, level]).toEqual([1, 'broken']);
    for (const name of ['opportunity.csl_syncwithpartnercenter', 'opportunity.csl_referralid', 'opportunity.csl_audit'])
      expect(message).toContain(name);
    expect(remedy).toContain('cosell crm install');
  });

  test('R6 says where notes are kept, and whether there is a team', async () => {
    const asUsual = await diagnose(await started());
    expect(asUsual.check('crm-notes')?.message).toContain('opportunity.description');
    expect(asUsual.check('crm-teams')).toMatchObject({ level: 'ok', message: expect.stringContaining('connections') });
    const inNotes = await started({
      adjust: (settings) => {
        settings.dynamics = { notes: 'note', team: { kept: 'off' } };
      },
    });
    const other = await diagnose(inNotes);
    expect(other.check('crm-notes')?.message).toContain('timeline');
    expect(other.check('crm-teams')?.message).toContain('owner');
  });

  test('R22 lists which columns are in use, and whose package they are of', async () => {
    const place = await started({ installed: 'microsoft' });
    const { message } = (await diagnose(place)).check('crm-fields') ?? {};
    expect(message).toMatch(/Of Microsoft’s own package are in use: .*msft_microsoftpartnercenterreferralsync/);
    const ours = (await diagnose(await started())).check('crm-fields')?.message;
    expect(ours).toContain('csl_syncwithpartnercenter');
    expect(ours).not.toContain('msft_');
  });
});

describe('the names of columns in Dynamics 365', () => {
  async function fieldsOf(place: Place, ...options: string[]) {
    const said = await place.cosell('crm', 'fields', '--json', ...options);
    const { fields } = said.json() as FieldsReport;
    return { code: said.code, of: (setting: string) => fields.find((field) => field.setting.endsWith(setting)) };
  }

  test('R94 are checked against the metadata; for a label the logical name is suggested', async () => {
    const place = await started({ empty: true });
    expect((await fieldsOf(place)).code).toBe(0);
    const text = await readFile(place.settingsFile, 'utf8');
    const labelled = text.replace(/^dynamics: \{\}$/m, 'dynamics: { fields: { sync: Sync with Partner Center } }');
    expect(labelled).not.toBe(text);
    await writeFile(place.settingsFile, labelled);
    expect((await fieldsOf(place)).of('fields.sync')).toMatchObject({
      state: 'label',
      column: 'csl_syncwithpartnercenter',
    });
    await fieldsOf(place, '--write');
    expect(await readFile(place.settingsFile, 'utf8')).toContain('csl_syncwithpartnercenter');
    expect((await fieldsOf(place)).code).toBe(0);
  });

  test('R99 that were spelt otherwise are found and written into the settings', async () => {
    const place = await started({
      empty: true,
      adjust: (settings) => {
        settings.dynamics = { fields: { help: 'new_microsofthelpp', dealValue: 'estimated_value' } };
      },
    });
    const found = await fieldsOf(place);
    expect(found.code).toBe(4);
    expect(found.of('fields.help')).toMatchObject({ state: 'similar', column: 'csl_microsofthelp' });
  });
});

describe('an installation with Dynamics 365', () => {
  test('R8 needs a role in Partner Center for the service account alone: a seller whom it does not know shares a deal', async () => {
    const place = await started({ empty: true });
    await place.serve();
    const deal = place.crm.seller.opens({ ticked: true });
    const referral = await eventually(() => observePartnerCenter(place.partnerCenter).referralOf(deal));
    expect(referral.status).toBe('Active');
  });

  test('R9 tells no secret in its log, its commands and the CRM', async () => {
    const place = await started({ empty: true });
    const { clientSecret } = place.crm.emulator.credentials;
    const stop = await place.serve();
    const deal = place.crm.seller.opens({ ticked: true });
    await eventually(() => observePartnerCenter(place.partnerCenter).referralOf(deal));
    await stop();
    const words = [
      await place.cosell('status', '--json'),
      await place.cosell('doctor', '--json'),
      await place.cosell('deals', 'show', deal, '--json'),
      await place.cosell('config', 'check', place.settingsFile, '--json'),
    ].map(({ stdout, stderr }) => stdout + stderr);
    const records = JSON.stringify(place.crm.emulator.admin.snapshot().records);
    for (const text of [...words, records, await readFile(place.settingsFile, 'utf8')])
      expect(text).not.toContain(clientSecret);
  });

  test('R95 shows what it would do before it does it, and does that', async () => {
    const place = await started();
    const planned = (await place.cosell('plan', '--json')).json() as { counts: { create: number } };
    expect(planned.counts.create).toBeGreaterThan(0);
    expect(place.crm.calls().write).toBe(0);
    const stop = await place.serve();
    await eventually(async () => {
      const { deals } = (await place.cosell('plan', '--json')).json() as { deals: { changes: unknown[] }[] };
      expect(deals.flatMap(({ changes }) => changes)).toEqual([]);
    });
    await stop();
  });
});
