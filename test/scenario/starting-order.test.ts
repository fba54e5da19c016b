import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, test } from 'vitest';
import { startPartnerCenterEmulator } from '../../emulators/partner-center/start.ts';
import { defaultPartnerCenterWorld } from '../../emulators/worlds/partner-center.ts';
import { loadSettings } from '../../src/config/load.ts';
import { freePort } from '../../src/main/free-port.ts';
import { application } from '../../src/main.ts';
import { eventually } from '../support/eventually.ts';
import { CRM_KINDS, CRM_NAMES, type CrmName } from '../support/scenario/crm/kinds.ts';
import { observePartnerCenter } from '../support/scenario/observed.ts';
import { writeScenarioSettings } from '../support/scenario/settings.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const partnerCenterAt = (port: number) =>
  startPartnerCenterEmulator({ port, world: { ...defaultPartnerCenterWorld, referrals: [] } });
const crmAt = (name: CrmName, port: number) => CRM_KINDS[name].start({ port, withoutRecords: true });

/** Settings for systems that do not run yet. */
async function settledBeforehand(name: CrmName) {
  const folder = await mkdtemp(join(tmpdir(), 'cosell-order-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const ports = { partnerCenter: await freePort(), crm: await freePort() };
  const partnerCenter = await partnerCenterAt(ports.partnerCenter);
  const crm = await crmAt(name, ports.crm);
  const file = await writeScenarioSettings({
    folder,
    port: await freePort(),
    partnerCenter,
    crm,
    adjust: (settings) => {
      settings.limits = { ...settings.limits, rest: '500ms' };
    },
  });
  await Promise.all([partnerCenter.close(), crm.close()]);
  return { ports, file };
}

type Part = 'connector' | 'partnerCenter' | 'crm';

describe.each(CRM_NAMES)('with %s', (name) => {
  test.each<[Part, Part, Part]>([
    ['connector', 'crm', 'partnerCenter'],
    ['partnerCenter', 'connector', 'crm'],
  ])('R104 with %s first, then %s, then %s, deals travel both ways once all run', async (...order) => {
    const { ports, file } = await settledBeforehand(name);
    const systems: {
      partnerCenter?: Awaited<ReturnType<typeof partnerCenterAt>>;
      crm?: Awaited<ReturnType<typeof crmAt>>;
    } = {};
    const start: Record<Part, () => Promise<void>> = {
      async connector() {
        const stopping = new AbortController();
        const { finished } = await application.startConnector(await loadSettings(file), { signal: stopping.signal });
        closing.push(() => {
          stopping.abort();
          return finished;
        });
      },
      async partnerCenter() {
        const started = await partnerCenterAt(ports.partnerCenter);
        systems.partnerCenter = started;
        closing.push(started.close);
      },
      async crm() {
        const started = await crmAt(name, ports.crm);
        systems.crm = started;
        closing.push(started.close);
      },
    };
    for (const part of order) await start[part]();
    const { partnerCenter, crm } = systems;
    if (!partnerCenter || !crm) throw new Error('All parts were to be started.');
    const { id } = partnerCenter.admin.people.invite({});
    await eventually(() => crm.observed.dealOf(id));
    const deal = crm.seller.opens({ ticked: true });
    await eventually(() => observePartnerCenter(partnerCenter).referralOf(deal));
  });
});
