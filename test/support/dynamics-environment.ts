import { type DynamicsEmulator, startDynamicsEmulator } from '../../emulators/dynamics/start.ts';
import type { DynamicsWorldInput } from '../../emulators/dynamics/world-schema.ts';
import type { InstallRequest } from '../../src/adapters/dynamics/install/installer.ts';
import { type DynamicsInstaller, openInstaller } from '../../src/adapters/dynamics/install/installer.ts';
import type { PlanOptions, Step } from '../../src/adapters/dynamics/install/step.ts';
import { DEFAULT_SETTINGS, type DynamicsSettings } from '../../src/adapters/dynamics/settings.ts';
import { productFolder } from '../../src/cli/product-version.ts';
import { systemClock } from '../../src/main/surroundings.ts';

/** One emulated environment, its installer and a plain way to its Web API. */
export interface Environment {
  emulator: DynamicsEmulator;
  installer(settings?: Partial<DynamicsSettings>): Promise<DynamicsInstaller>;
  /** Below `/api/data/v9.2/`, as the connector's user; throws what the environment refuses. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
}

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape
type Answered = any;

export const OPTIONS: PlanOptions = {
  upgrade: false,
  layouts: true,
  changeTracking: false,
  webhook: null,
  publicUrl: null,
};

export const WEBHOOK: Pick<PlanOptions, 'webhook' | 'publicUrl'> = {
  webhook: { url: 'https://cosell.example/webhooks/dynamics', code: 'a code of thirty-two characters …' },
  publicUrl: 'https://cosell.example',
};

export const REQUEST: InstallRequest = { signal: new AbortController().signal, onProgress: () => undefined };

/** Indexes are built at once: how long it takes matters to no test. */
const QUICK = { DV25b: 0 };

export async function startEnvironment(world: DynamicsWorldInput = {}): Promise<Environment> {
  const emulator = await startDynamicsEmulator({ world: { switches: QUICK, ...world } });
  const { credentials } = emulator;
  const settings: DynamicsSettings = {
    ...DEFAULT_SETTINGS,
    url: credentials.organizationUrl,
    authority: credentials.authority,
    tenant: credentials.tenantId,
    auth: { kind: 'secret', clientId: credentials.clientId, clientSecret: credentials.clientSecret },
  };
  const silent = () => undefined;
  let token: string | null = null;

  async function signIn(): Promise<string> {
    const form = {
      grant_type: 'client_credentials',
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret,
      scope: credentials.scope,
    };
    const answer = await fetch(credentials.tokenUrl, { method: 'POST', body: new URLSearchParams(form) });
    return ((await answer.json()) as { access_token: string }).access_token;
  }

  return {
    emulator,
    installer: (adjusted = {}) =>
      openInstaller({
        settings: { ...settings, ...adjusted },
        clock: systemClock(),
        log: { warn: silent },
        productFolder: productFolder(),
        adminToken: null,
      }),
    async call(method, path, body, headers = {}) {
      token ??= await signIn();
      const answer = await fetch(credentials.apiUrl + path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${answer.status}: ${text}`);
      return text === '' ? null : JSON.parse(text);
    },
  };
}

export const stepNamed = ({ steps }: { steps: readonly Step[] }, name: string): Step | undefined =>
  steps.find((step) => step.name === name);

export const actionsOf = ({ steps }: { steps: readonly Step[] }): ReadonlySet<string> =>
  new Set(steps.map(({ action }) => action));
