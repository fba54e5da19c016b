import { Hono } from 'hono';
import { createAdmin, type EmulatorAdmin, mountAdmin, type PeopleActs } from '../kit/admin.ts';
import type { Clock } from '../kit/clock.ts';
import { createKit } from '../kit/kit.ts';
import { mountOperations } from '../kit/operations.ts';
import { type RunningServer, type ServeOptions, serveEmulator } from '../kit/server.ts';
import { parseSection } from '../kit/world.ts';
import { createApi } from './api/dispatch.ts';
import { createLocators } from './api/locators.ts';
import { restOperations } from './api/operations.ts';
import { createUsage } from './api/usage.ts';
import { salesforceBehaviours } from './behaviours.ts';
import { failureWords } from './failure-words.ts';
import { canonicalId } from './ids.ts';
import { LOGIN_HOST_PATH, oauthOperations } from './oauth/operations.ts';
import { createSessions } from './oauth/sessions.ts';
import { createOrg, type Org } from './org.ts';
import { createPeople, type SalesforcePeople } from './people.ts';
import { populate, userIdOf } from './populate.ts';
import { soapOperations } from './soap/operations.ts';
import { SalesforceWorld, type SalesforceWorldInput } from './world-schema.ts';

/** What a client needs to call the emulator as it would call a real organisation. */
interface SalesforceCredentials {
  /** The organisation's own host (My Domain). */
  instanceUrl: string;
  tokenUrl: string;
  /** Stands for https://login.salesforce.com, where client credentials are refused. */
  loginUrl: string;
  clientId: string;
  clientSecret: string;
  organizationId: string;
  /** The integration user: whom client credentials act as, and the subject of JWT bearer assertions. */
  username: string;
  userId: string;
  apiVersion: string;
}

type SalesforceAdmin = EmulatorAdmin<SalesforcePeople, SalesforceWorldInput>;

export interface SalesforceEmulator {
  url: string;
  credentials: SalesforceCredentials;
  admin: SalesforceAdmin;
  clock: Clock;
  close(): Promise<void>;
}

export interface SalesforceOptions extends ServeOptions {
  /** The `salesforce` section of a world; checked. */
  world?: unknown;
  /** Names the world in errors. */
  worldFile?: string;
  clock?: Clock;
}

const MINUTE_MS = 60_000;

/** Starts the Salesforce emulator. Rejects with a WorldError, or when the port is taken. */
export async function startSalesforceEmulator(options: SalesforceOptions = {}): Promise<SalesforceEmulator> {
  const file = options.worldFile ?? '(given in code)';
  const firstWorld = parseSection(SalesforceWorld, options.world, 'salesforce', file);
  const kit = createKit(salesforceBehaviours, options.clock);
  const org = createOrg(kit);
  const usage = createUsage(kit.clock, () => org.world.organization.dailyApiRequests);
  const sessions = createSessions(kit.clock, () => kit.switches.number('session-timeout-minutes') * MINUTE_MS);
  const locators = createLocators(kit.clock);
  const people = createPeople(org, sessions, usage.set);

  function load(given?: unknown): void {
    const world = given === undefined ? firstWorld : parseSection(SalesforceWorld, given, 'salesforce');
    org.empty(world);
    populate(org, given === undefined ? file : '(given in code)');
    sessions.closeAll();
    usage.set(0);
  }

  const admin = createAdmin<SalesforcePeople, SalesforceWorldInput>({
    kit,
    people,
    snapshot: () => snapshotOf(org),
    load,
  });
  const app = new Hono({ strict: false });
  mountAdmin(app, admin as unknown as EmulatorAdmin<PeopleActs>);
  const api = createApi(org, usage, locators);
  mountOperations(
    app,
    kit,
    [...oauthOperations(org, sessions), ...restOperations(api, sessions), ...soapOperations(api, sessions)],
    failureWords,
  );

  load();
  const server = await serveEmulator(app, options);
  org.url = server.url;
  return { url: server.url, credentials: credentialsOf(org, server), admin, clock: kit.clock, close: server.close };
}

function snapshotOf(org: Org) {
  const rows = [...org.store.tables()].map((table) => [table.spec.name, [...table.rows()]]);
  return {
    organization: org.world.organization,
    now: org.kit.clock.date().toISOString(),
    switches: org.kit.switches.all(),
    validationRules: [...org.validationRules.keys()],
    records: Object.fromEntries(rows),
  };
}

function credentialsOf(org: Org, { url }: RunningServer): SalesforceCredentials {
  const { client, organization, users } = org.world;
  const username = client.runAs ?? users[0]?.username ?? '';
  return {
    instanceUrl: url,
    tokenUrl: `${url}/services/oauth2/token`,
    loginUrl: `${url}${LOGIN_HOST_PATH}`,
    clientId: client.id,
    clientSecret: client.secret,
    organizationId: canonicalId(organization.id) ?? organization.id,
    username,
    userId: userIdOf(org, username),
    apiVersion: '66.0',
  };
}
