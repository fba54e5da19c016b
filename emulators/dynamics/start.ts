import { Hono } from 'hono';
import { createAdmin, type EmulatorAdmin, mountAdmin, type PeopleActs } from '../kit/admin.ts';
import type { Clock } from '../kit/clock.ts';
import { createKit } from '../kit/kit.ts';
import { mountOperations } from '../kit/operations.ts';
import { type RunningServer, type ServeOptions, serveEmulator } from '../kit/server.ts';
import { createWebhookFaults } from '../kit/webhook-faults.ts';
import { parseSection } from '../kit/world.ts';
import { webApiOperations } from './api/operations.ts';
import { dynamicsBehaviours } from './behaviours.ts';
import { failureWords } from './failure-words.ts';
import { createLimits } from './limits/service-protection.ts';
import { oauthOperations } from './oauth/operations.ts';
import { createTokens } from './oauth/tokens.ts';
import { createOrganisation, type Organisation } from './organisation.ts';
import { createPeople, type DynamicsPeople, shown } from './people.ts';
import { populate } from './populate.ts';
import { createWebhooksAdmin, type DynamicsWebhooksAdmin, webhooksAdminRoutes } from './webhooks/admin.ts';
import { createWebhookSender } from './webhooks/sender.ts';
import { DynamicsWorld, type DynamicsWorldInput } from './world-schema.ts';

/** What a client needs to call the emulator as it would call a real organisation. */
export interface DynamicsCredentials {
  /** Address of the organisation, and of its Web API. */
  organizationUrl: string;
  apiUrl: string;
  /** Stands for https://login.microsoftonline.com. */
  authority: string;
  tokenUrl: string;
  tenantId: string;
  clientId: string;
  clientSecret: string;
  scope: string;
  organizationId: string;
  /** The application user whom the client acts as; empty when the organisation has none. */
  userId: string;
  apiVersion: string;
}

/** Everything that the organisation holds, rows by table. */
interface DynamicsSnapshot {
  organization: DynamicsWorld['organization'];
  now: string;
  switches: Record<string, unknown>;
  records: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

type DynamicsAdmin = Omit<EmulatorAdmin<DynamicsPeople, DynamicsWorldInput>, 'snapshot'> & {
  snapshot(): DynamicsSnapshot;
  webhooks: DynamicsWebhooksAdmin;
};

export interface DynamicsEmulator {
  url: string;
  credentials: DynamicsCredentials;
  admin: DynamicsAdmin;
  clock: Clock;
  close(): Promise<void>;
}

export interface DynamicsOptions extends ServeOptions {
  /** The `dynamics` section of a world; checked. */
  world?: unknown;
  /** Names the world in errors. */
  worldFile?: string;
  clock?: Clock;
}

/** Starts the Dynamics 365 emulator. Rejects with a WorldError, or when the port is taken. */
export async function startDynamicsEmulator(options: DynamicsOptions = {}): Promise<DynamicsEmulator> {
  const file = options.worldFile ?? '(given in code)';
  const firstWorld = parseSection(DynamicsWorld, options.world, 'dynamics', file);
  const kit = createKit(dynamicsBehaviours, options.clock);
  const org = createOrganisation(kit);
  const tokens = createTokens(kit.clock);
  const limits = createLimits(org);
  const people = createPeople(org, tokens, limits);
  const webhookFaults = createWebhookFaults();
  const sender = createWebhookSender(org, webhookFaults);
  org.listeners.push(sender.tell);

  function load(given?: unknown): void {
    const world = given === undefined ? firstWorld : parseSection(DynamicsWorld, given, 'dynamics');
    org.empty(world);
    populate(org, given === undefined ? file : '(given in code)');
    tokens.revokeAll();
    webhookFaults.clear();
    sender.clear();
    limits.clear();
  }

  const snapshot = () => snapshotOf(org);
  const webhooks = createWebhooksAdmin(sender, webhookFaults);
  const admin = {
    ...createAdmin<DynamicsPeople, DynamicsWorldInput>({ kit, people, snapshot, load }),
    snapshot,
    webhooks,
  };
  const app = new Hono({ strict: false });
  mountAdmin(app, admin as unknown as EmulatorAdmin<PeopleActs>, { webhooks: webhooksAdminRoutes(webhooks) });
  mountOperations(app, kit, [...oauthOperations(org, tokens), ...webApiOperations(org, tokens, limits)], failureWords);

  load();
  const server = await serveEmulator(app, options);
  org.url = server.url;
  return { url: server.url, credentials: credentialsOf(org, server), admin, clock: kit.clock, close: server.close };
}

function snapshotOf(org: Organisation): DynamicsSnapshot {
  const rows = [...org.schema.tables.keys()].map((table) => [table, [...org.store.rows(table)].map(shown)]);
  return {
    organization: org.world.organization,
    now: org.kit.clock.date().toISOString(),
    switches: org.kit.switches.all(),
    records: Object.fromEntries(rows),
  };
}

function credentialsOf(org: Organisation, { url }: RunningServer): DynamicsCredentials {
  const { client, organization } = org.world;
  return {
    organizationUrl: url,
    apiUrl: `${url}/api/data/v9.2/`,
    authority: url,
    tokenUrl: `${url}/${organization.tenantId}/oauth2/v2.0/token`,
    tenantId: organization.tenantId,
    clientId: client.id,
    clientSecret: client.secret,
    scope: `${url}/.default`,
    organizationId: organization.id,
    userId: org.store.having('systemuser', 'applicationid', client.id)[0]?.id ?? '',
    apiVersion: '9.2',
  };
}
