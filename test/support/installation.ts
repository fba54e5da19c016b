import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../emulators/kit/clock.ts';
import { type PartnerCenterEmulator, startPartnerCenterEmulator } from '../../emulators/partner-center/start.ts';
import type { PartnerCenterWorldInput } from '../../emulators/partner-center/world-schema.ts';
import type { SalesforceEmulator } from '../../emulators/salesforce/start.ts';
import type { SalesforceWorldInput } from '../../emulators/salesforce/world-schema.ts';
import { defaultPartnerCenterWorld } from '../../emulators/worlds/partner-center.ts';
import { recordedTerminal } from '../../src/cli/recorded-terminal.ts';
import { runCli } from '../../src/cli/run.ts';
import { loadSettings } from '../../src/config/load.ts';
import { freePort } from '../../src/main/free-port.ts';
import { application } from '../../src/main.ts';
import { startSalesforceCrm } from './scenario/crm/salesforce.ts';
import type { Crm } from './scenario/crm/words.ts';
import { type ScenarioSettings, writeScenarioSettings } from './scenario/settings.ts';

export interface Said {
  code: number;
  stdout: string;
  stderr: string;
  /** Standard output of a command with --json. */
  json(): never;
}

/** Both emulators and a settings file between them; commands and the connector run in this process. */
export interface Installation {
  partnerCenter: PartnerCenterEmulator;
  salesforce: SalesforceEmulator;
  /** Salesforce in the words of every CRM. */
  crm: Crm;
  folder: string;
  settingsFile: string;
  /** Where notices are to be sent. */
  webhookUrl: string;
  /** Writes the settings file anew. */
  configure(adjust: (settings: ScenarioSettings) => void): Promise<void>;
  cosell(...argv: string[]): Promise<Said>;
  /** Starts the connector, in earnest or in shadow; answers how to stop it. */
  serve(mode?: { shadow?: boolean }): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export interface InstallationOptions {
  partnerCenter?: PartnerCenterWorldInput;
  salesforce?: SalesforceWorldInput;
  /** Salesforce's own time, where it is to differ from this machine's. */
  salesforceClock?: Clock;
  adjust?: (settings: ScenarioSettings) => void;
}

export async function startInstallation(options: InstallationOptions = {}): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'cosell-installation-'));
  const partnerCenter = await startPartnerCenterEmulator({
    world: { ...defaultPartnerCenterWorld, ...options.partnerCenter },
  });
  const crm = await startSalesforceCrm({
    ...(options.salesforce ? { world: options.salesforce } : {}),
    ...(options.salesforceClock ? { clock: options.salesforceClock } : {}),
  });
  const port = await freePort();
  const place = { folder, port, partnerCenter, crm };
  const write = (adjust: InstallationOptions['adjust']) =>
    writeScenarioSettings({ ...place, adjust: (settings) => adjust?.(settings as ScenarioSettings) });
  const settingsFile = await write(options.adjust);
  const running = new Set<() => Promise<void>>();

  async function serve({ shadow = false }: { shadow?: boolean } = {}): Promise<() => Promise<void>> {
    const stopping = new AbortController();
    const { finished } = await application.startConnector(await loadSettings(settingsFile), {
      signal: stopping.signal,
      shadow,
    });
    const stop = async () => {
      stopping.abort();
      running.delete(stop);
      await finished;
    };
    running.add(stop);
    return stop;
  }

  return {
    partnerCenter,
    salesforce: crm.emulator,
    crm,
    folder,
    settingsFile,
    webhookUrl: `http://127.0.0.1:${port}/hooks/partner-center`,
    configure: async (adjust) => void (await write(adjust)),
    async cosell(...argv) {
      const terminal = recordedTerminal({ folder });
      const code = await runCli([...argv, '--config', settingsFile], {
        terminal,
        loadApplication: async () => application,
      });
      const { out: stdout, err: stderr } = terminal.text;
      return { code, stdout, stderr, json: () => JSON.parse(stdout) as never };
    },
    serve,
    async close() {
      for (const stop of [...running]) await stop();
      await Promise.all([partnerCenter.close(), crm.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
