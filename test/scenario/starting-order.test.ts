import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'vitest';
import { startPartnerCenterEmulator } from '../../emulators/partner-center/start.ts';
import { startSalesforceEmulator } from '../../emulators/salesforce/start.ts';
import { defaultPartnerCenterWorld } from '../../emulators/worlds/partner-center.ts';
import { defaultSalesforceWorld } from '../../emulators/worlds/salesforce.ts';
import { loadSettings } from '../../src/config/load.ts';
import { freePort } from '../../src/main/free-port.ts';
import { application } from '../../src/main.ts';
import { eventually } from '../support/eventually.ts';
import { observePartnerCenter, observeSalesforce } from '../support/scenario/observed.ts';
import { sellerIn } from '../support/scenario/seller.ts';
import type { ScenarioSettings } from '../support/scenario/settings.ts';
import { writeScenarioSettings } from '../support/scenario/settings.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const partnerCenterAt = (port: number) =>
  startPartnerCenterEmulator({ port, world: { ...defaultPartnerCenterWorld, referrals: [] } });
const salesforceAt = (port: number) =>
  startSalesforceEmulator({ port, world: { ...defaultSalesforceWorld, records: [] } });

/** Settings for systems that do not run yet. */
async function settledBeforehand() {
  const folder = await mkdtemp(join(tmpdir(), 'cosell-order-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const ports = { partnerCenter: await freePort(), salesforce: await freePort() };
  const partnerCenter = await partnerCenterAt(ports.partnerCenter);
  const salesforce = await salesforceAt(ports.salesforce);
  const adjust = (settings: ScenarioSettings) => {
    settings.limits = { ...settings.limits, rest: '500ms' };
  };
  const file = await writeScenarioSettings({ folder, port: await freePort(), partnerCenter, salesforce, adjust });
  await Promise.all([partnerCenter.close(), salesforce.close()]);
  return { ports, file };
}

type Part = 'connector' | 'partnerCenter' | 'salesforce';

test.each<[Part, Part, Part]>([
  ['connector', 'salesforce', 'partnerCenter'],
  ['partnerCenter', 'connector', 'salesforce'],
])('R104 with %s first, then %s, then %s, deals travel both ways once all run', async (...order) => {
  const { ports, file } = await settledBeforehand();
  const systems: {
    partnerCenter?: Awaited<ReturnType<typeof partnerCenterAt>>;
    salesforce?: Awaited<ReturnType<typeof salesforceAt>>;
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
    async salesforce() {
      const started = await salesforceAt(ports.salesforce);
      systems.salesforce = started;
      closing.push(started.close);
    },
  };
  for (const part of order) await start[part]();
  const { partnerCenter, salesforce } = systems;
  if (!partnerCenter || !salesforce) throw new Error('All parts were to be started.');
  const { id } = partnerCenter.admin.people.invite({});
  await eventually(() => observeSalesforce(salesforce).dealOf(id));
  const deal = sellerIn(salesforce).opens({ ticked: true });
  await eventually(() => observePartnerCenter(partnerCenter).referralOf(deal));
});
