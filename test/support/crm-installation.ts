import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PartnerCenterEmulator, startPartnerCenterEmulator } from '../../emulators/partner-center/start.ts';
import type { PartnerCenterWorldInput } from '../../emulators/partner-center/world-schema.ts';
import { recordedTerminal } from '../../src/cli/recorded-terminal.ts';
import { runCli } from '../../src/cli/run.ts';
import { loadSettings } from '../../src/config/load.ts';
import type { SettingsInput } from '../../src/config/schema.ts';
import { freePort } from '../../src/main/free-port.ts';
import { application } from '../../src/main.ts';
import { CRM_KINDS, type CrmName } from './scenario/crm/kinds.ts';
import type { Crm, CrmObserved, CrmOptions, CrmSeller } from './scenario/crm/words.ts';
import { type Microsoft, microsoftIn } from './scenario/microsoft.ts';
import { observePartnerCenter, type PartnerCenterObserved } from './scenario/observed.ts';
import { writeScenarioSettings } from './scenario/settings.ts';

export interface Said {
  code: number;
  stdout: string;
  stderr: string;
  /** Standard output of a command with --json. */
  json(): never;
}

type Adjust = (settings: SettingsInput) => void;

/** Both emulators and a settings file between them; commands and the connector run in this process. */
export interface CrmInstallation {
  partnerCenter: PartnerCenterEmulator;
  crm: Crm;
  folder: string;
  settingsFile: string;
  /** Where notices are to be sent. */
  webhookUrl: string;
  /** Writes the settings file anew. */
  configure(adjust: Adjust): Promise<void>;
  cosell(...argv: string[]): Promise<Said>;
  /** Starts the connector, in earnest or in shadow; answers how to stop it. */
  serve(mode?: { shadow?: boolean }): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export interface BesideOptions {
  partnerCenterWorld: PartnerCenterWorldInput;
  adjust?: Adjust;
}

/** Puts a connector between a CRM that runs and an emulator of Partner Center. */
export async function installBeside<Started extends Crm>(
  crm: Started,
  { partnerCenterWorld, adjust }: BesideOptions,
): Promise<CrmInstallation & { crm: Started }> {
  const folder = await mkdtemp(join(tmpdir(), 'cosell-installation-'));
  const partnerCenter = await startPartnerCenterEmulator({ world: partnerCenterWorld });
  const port = await freePort();
  const place = { folder, port, partnerCenter, crm };
  const settingsFile = await writeScenarioSettings({ ...place, ...(adjust ? { adjust } : {}) });
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
    crm,
    folder,
    settingsFile,
    webhookUrl: `http://127.0.0.1:${port}/hooks/partner-center`,
    configure: async (change) => void (await writeScenarioSettings({ ...place, adjust: change })),
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

/** An installation with one of the CRMs, and the people on both sides. */
export interface ScenarioPlace extends CrmInstallation {
  seller: CrmSeller;
  microsoft: Microsoft;
  inCrm: CrmObserved;
  inPartnerCenter: PartnerCenterObserved;
}

export interface ScenarioPlaceOptions extends Omit<CrmOptions, 'port'> {
  /** Takes the place of parts of the default world. */
  partnerCenter?: PartnerCenterWorldInput;
  adjust?: Adjust;
}

/** Starts a CRM and Partner Center with the default world, and what is needed to run a connector between them. */
export async function startScenarioPlace(name: CrmName, options: ScenarioPlaceOptions = {}): Promise<ScenarioPlace> {
  const { partnerCenter: parts, adjust, ...crmOptions } = options;
  const { partnerCenterWorld, start } = CRM_KINDS[name];
  const crm = await start(crmOptions);
  const place = await installBeside(crm, {
    partnerCenterWorld: { ...partnerCenterWorld, ...parts },
    ...(adjust ? { adjust } : {}),
  });
  return {
    ...place,
    seller: crm.seller,
    microsoft: microsoftIn(place.partnerCenter),
    inCrm: crm.observed,
    inPartnerCenter: observePartnerCenter(place.partnerCenter),
  };
}
