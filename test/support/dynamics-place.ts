import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamicsWorldInput } from '../../emulators/dynamics/world-schema.ts';
import { startPartnerCenterEmulator } from '../../emulators/partner-center/start.ts';
import type { CrmReport } from '../../src/cli/product/crm.ts';
import { recordedTerminal } from '../../src/cli/recorded-terminal.ts';
import { runCli } from '../../src/cli/run.ts';
import { loadSettings } from '../../src/config/load.ts';
import type { SettingsInput } from '../../src/config/schema.ts';
import { freePort } from '../../src/main/free-port.ts';
import { application } from '../../src/main.ts';
import { type DynamicsCrm, startDynamicsCrm } from './scenario/crm/dynamics.ts';
import { writeScenarioSettings } from './scenario/settings.ts';

/** An empty environment beside an empty Partner Center, with a settings file between them. */
export interface Place extends DynamicsCrm {
  folder: string;
  /** Of the running connector. */
  url: string;
  /** Starts the connector; it ends with the place. */
  serve(): Promise<void>;
  cosell(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }>;
  /** `cosell crm …` with its report. */
  crm(...argv: string[]): Promise<CrmReport & { code: number }>;
}

/** Indexes are built and jobs end at once: how long it takes matters to no test. */
const QUICK = { DV25b: 0, DV33c: 50 };

const EMPTY: DynamicsWorldInput = { organization: { installed: 'none' }, records: [], switches: QUICK };

export async function startPlace(
  world: DynamicsWorldInput = {},
  adjust?: (settings: SettingsInput) => void,
): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'cosell-dynamics-'));
  const partnerCenter = await startPartnerCenterEmulator({ world: { referrals: [] } });
  const crm = await startDynamicsCrm({ world: { ...EMPTY, ...world } });
  const port = await freePort();
  const settingsFile = await writeScenarioSettings({
    folder,
    port,
    partnerCenter,
    crm,
    adjust(settings) {
      settings.deals = { defaultCurrency: 'USD' };
      adjust?.(settings);
    },
  });
  const stopping = new AbortController();
  let finished: Promise<void> = Promise.resolve();
  async function cosell(...argv: string[]) {
    const terminal = recordedTerminal({ folder });
    const loadApplication = async () => application;
    const code = await runCli([...argv, '--config', settingsFile], { terminal, loadApplication });
    const { out: stdout, err: stderr } = terminal.text;
    return { code, stdout, stderr };
  }
  return {
    ...crm,
    folder,
    cosell,
    url: `http://127.0.0.1:${port}`,
    async serve() {
      ({ finished } = await application.startConnector(await loadSettings(settingsFile), { signal: stopping.signal }));
    },
    async close() {
      stopping.abort();
      await finished;
      await Promise.all([crm.close(), partnerCenter.close()]);
      await rm(folder, { recursive: true, force: true });
    },
    async crm(...argv) {
      const { code, stdout, stderr } = await cosell('crm', ...argv, '--json');
      if (stdout === '') throw new Error(`exit ${code}: ${stderr}`);
      return { ...(JSON.parse(stdout) as CrmReport), code };
    },
  };
}
