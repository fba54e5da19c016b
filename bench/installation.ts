import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDevSettings } from '../src/config/dev-settings.ts';
import type { SettingsInput } from '../src/config/schema.ts';
import { freePort } from '../src/main/free-port.ts';
import type { BenchCrm } from './crm/words.ts';
import { type Emulator, startEmulator } from './emulators.ts';
import { benchOptions } from './options.ts';
import { type CosellProcess, spawnCosell } from './processes.ts';

/** Both emulators with nothing in them yet, and a connector that can be started on them; each in its own process. */
export interface Installation {
  folder: string;
  /** Of the connector; always the same one, as its address is known to others. */
  port: number;
  partnerCenter: Emulator;
  crm: BenchCrm;
  crmEmulator: Emulator;
  /** Runs a command with the settings of this installation. */
  spawn(
    args: readonly string[],
    settings?: Partial<SettingsInput>,
    nodeOptions?: readonly string[],
  ): Promise<CosellProcess>;
  /** Starts `cosell serve` and waits until it says so; the answer tells how long that took. */
  serve(settings?: Partial<SettingsInput>): Promise<Serving>;
}

export interface Serving {
  process: CosellProcess;
  startedAfterMs: number;
}

/** Regular looks often enough to be measured, little overlap: both systems run on one clock and commit at once. */
export const FAST_SWEEPS: NonNullable<SettingsInput['sweep']> = {
  partnerCenterEvery: '20s',
  crmEvery: '1s',
  overlap: '2s',
};

/** Sets up an installation for one bench, and takes everything away again whatever happens. */
export async function withInstallation<T>(
  crm: BenchCrm,
  use: (installation: Installation) => Promise<T>,
  world: object = crm.worlds.withoutDeals,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'cosell-bench-'));
  const stops: (() => Promise<unknown>)[] = [];
  const said: (() => string)[] = [];
  try {
    const worldFile = join(folder, 'world.json');
    await writeFile(worldFile, JSON.stringify({ partnerCenter: {}, [crm.kind]: world }));
    const [partnerCenter, crmEmulator] = await Promise.all([
      startEmulator('partner-center', worldFile, { folder }),
      startEmulator(crm.kind, worldFile, { folder }),
    ]);
    stops.push(partnerCenter.stop, crmEmulator.stop);
    return await use(installationOf({ folder, port: await freePort(), partnerCenter, crm, crmEmulator }, stops, said));
  } catch (thrown) {
    const talk = said.map((tell) => tell()).join('');
    throw new Error(`${thrown instanceof Error ? thrown.message : thrown}\nThe connector said: ${talk}`, {
      cause: thrown,
    });
  } finally {
    await Promise.allSettled(stops.toReversed().map((stop) => stop()));
    await rm(folder, { recursive: true, force: true });
  }
}

type Place = Pick<Installation, 'folder' | 'port' | 'partnerCenter' | 'crm' | 'crmEmulator'>;

function installationOf(place: Place, stops: (() => Promise<unknown>)[], said: (() => string)[]): Installation {
  async function spawn(args: readonly string[], own: Partial<SettingsInput> = {}, nodeOptions: readonly string[] = []) {
    const file = await writeSettings(place, own);
    const running = spawnCosell([...args, '--config', file], { folder: place.folder, nodeOptions });
    stops.push(() => running.stop());
    said.push(running.talk);
    return running;
  }
  return {
    ...place,
    spawn,
    async serve(own = {}) {
      const running = await spawn(['serve'], own, profileOptions());
      await running.nextLine();
      const startedAfterMs = performance.now() - running.spawnedAt;
      running.ignoreOutput();
      return { process: running, startedAfterMs };
    },
  };
}

/** `--profile=FOLDER` leaves a CPU profile of the connector there. */
function profileOptions(): readonly string[] {
  const { profile: folder } = benchOptions;
  return folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : [];
}

async function writeSettings(
  { folder, port, partnerCenter, crm, crmEmulator }: Place,
  own: Partial<SettingsInput>,
): Promise<string> {
  const { urls, credentials: partner, admin } = partnerCenter;
  const { connection, mapping, files } = crm.settingsFor(crmEmulator);
  const { rootPem, issuingPem } = (await admin('webhooks/trust')) as { rootPem: string; issuingPem: string };
  const settings: SettingsInput = {
    store: 'store',
    listen: { port },
    publicUrl: `http://127.0.0.1:${port}`,
    connections: {
      partnerCenter: {
        tenant: partner['tenantId'] ?? '',
        clientId: partner['clientId'] ?? '',
        clientSecret: 'file:partner-center-secret',
        refreshToken: 'file:partner-center-refresh-token',
        authority: urls['authorityUrl'] ?? '',
        referralsUrl: `${urls['referralsUrl']}/v1.0/engagements/referrals`,
        webhooksUrl: `${urls['webhooksUrl']}/webhooks/v1/registration`,
        referralsAudience: urls['referralsAudience'] ?? '',
        webhooksAudience: urls['webhooksAudience'] ?? '',
        organizationId: partner['organizationId'] ?? '',
        allowInsecure: true,
      },
      ...connection,
    },
    ...mapping,
    webhook: {
      register: 'overwrite',
      signature: {
        certificateUrls: [new URL('.', urls['certificateUrl']).href],
        extraTrust: 'webhook-trust.pem',
        intermediates: 'webhook-trust.pem',
      },
    },
    sweep: FAST_SWEEPS,
    log: { level: 'warn' },
    ...own,
  };
  return writeDevSettings(folder, settings, {
    'partner-center-secret': partner['clientSecret'] ?? '',
    'partner-center-refresh-token': partner['refreshToken'] ?? '',
    ...files,
    'webhook-trust.pem': `${rootPem}\n${issuingPem}\n`,
  });
}
