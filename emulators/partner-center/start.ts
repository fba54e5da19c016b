import { Hono } from 'hono';
import { createAdmin, type EmulatorAdmin, mountAdmin, type PeopleActs } from '../kit/admin.ts';
import type { Clock } from '../kit/clock.ts';
import { createKit } from '../kit/kit.ts';
import { mountOperations } from '../kit/operations.ts';
import { type RunningServer, type ServeOptions, serveEmulator } from '../kit/server.ts';
import { createWebhookFaults } from '../kit/webhook-faults.ts';
import { parseSection } from '../kit/world.ts';
import { partnerCenterBehaviours } from './behaviours.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { entraOperations } from './entra-api.ts';
import { failureWords } from './failure-words.ts';
import { createPeople, type PartnerCenterPeople } from './people.ts';
import { referralOperations } from './referrals-api.ts';
import { plantWorld } from './seeds.ts';
import { createSignIns } from './sign-ins.ts';
import { CERTIFICATE_PATH, createSigner } from './signer.ts';
import { createTenant, type Tenant } from './tenant.ts';
import { createTokens, REFERRALS_AUDIENCE, WEBHOOKS_AUDIENCE } from './tokens.ts';
import { referralEvent } from './webhook-events.ts';
import { createWebhooksAdmin, type WebhooksAdmin, webhooksAdminRoutes } from './webhooks-admin.ts';
import { webhookOperations } from './webhooks-api.ts';
import { PartnerCenterWorld, type PartnerCenterWorldInput } from './world-schema.ts';

/** What a client needs to call the emulator as it would call the real services. */
interface PartnerCenterCredentials {
  tenantId: string;
  clientId: string;
  clientSecret: string;
  refreshToken: string;
  /** Stands for https://login.microsoftonline.com. */
  authorityUrl: string;
  tokenUrlV1: string;
  tokenUrlV2: string;
  /** Stands for https://api.partner.microsoft.com; add /v1.0/engagements/referrals. */
  referralsUrl: string;
  referralsAudience: string;
  /** Stands for https://api.partnercenter.microsoft.com; add /webhooks/v1/registration. */
  webhooksUrl: string;
  webhooksAudience: string;
  /** Where events say that their certificate is. */
  certificateUrl: string;
  organizationId: string;
  organizationName: string;
  mpnId: string;
}

interface PartnerCenterAdmin extends EmulatorAdmin<PartnerCenterPeople, PartnerCenterWorldInput> {
  webhooks: WebhooksAdmin;
}

export interface PartnerCenterEmulator {
  url: string;
  credentials: PartnerCenterCredentials;
  admin: PartnerCenterAdmin;
  clock: Clock;
  close(): Promise<void>;
}

export interface PartnerCenterOptions extends ServeOptions {
  /** The `partnerCenter` section of a world; checked. */
  world?: unknown;
  /** Names the world in errors. */
  worldFile?: string;
  clock?: Clock;
}

/** Starts the Partner Center emulator. Rejects with a WorldError, or when the port is taken. */
export async function startPartnerCenterEmulator(options: PartnerCenterOptions = {}): Promise<PartnerCenterEmulator> {
  const firstWorld = parseSection(PartnerCenterWorld, options.world, 'partnerCenter', options.worldFile);
  const kit = createKit(partnerCenterBehaviours, options.clock);
  const tenant = createTenant(kit);
  const tokens = createTokens(tenant);
  const signIns = createSignIns(tenant);
  const signer = createSigner(tenant);
  const webhookFaults = createWebhookFaults();
  const deliveries = createDeliveries(tenant, signer, webhookFaults);
  tenant.raise = (name, referral) => deliveries.raise(referralEvent(tenant, name, referral));

  function load(given?: unknown): void {
    tenant.world = given === undefined ? firstWorld : parseSection(PartnerCenterWorld, given, 'partnerCenter');
    plantWorld(tenant);
    tokens.reset();
    signIns.reset();
    webhookFaults.clear();
    deliveries.clear();
    registerAtStart(tenant, deliveries);
  }

  const people = createPeople(tenant, tokens, signIns);
  const snapshot = () => snapshotOf(tenant, deliveries);
  const admin: PartnerCenterAdmin = {
    ...createAdmin<PartnerCenterPeople, PartnerCenterWorldInput>({ kit, people, snapshot, load }),
    webhooks: createWebhooksAdmin(tenant, deliveries, signer, webhookFaults, CERTIFICATE_PATH),
  };
  const app = new Hono();
  mountAdmin(app, admin as unknown as EmulatorAdmin<PeopleActs>, { webhooks: webhooksAdminRoutes(admin.webhooks) });
  const operations = [
    ...referralOperations(tenant, tokens),
    ...webhookOperations(tenant, tokens, deliveries, signer),
    ...entraOperations({ tenant, tokens, signIns }),
  ];
  mountOperations(app, kit, operations, failureWords);

  const server = await serveEmulator(app, options);
  tenant.url = server.url;
  load();
  return {
    url: server.url,
    credentials: credentialsOf(tenant, server),
    admin,
    clock: kit.clock,
    close: () => end(tenant, server),
  };
}

async function end(tenant: Tenant, server: RunningServer): Promise<void> {
  for (const cancel of tenant.pending) cancel();
  await server.close();
}

function registerAtStart(tenant: Tenant, deliveries: Deliveries): void {
  const given = tenant.world.webhooks.registration;
  if (given) deliveries.register({ subscriberId: tenant.world.tenantId, ...given });
}

function snapshotOf(tenant: Tenant, deliveries: Deliveries) {
  return {
    organization: tenant.world.organization,
    now: tenant.kit.clock.date().toISOString(),
    switches: tenant.kit.switches.all(),
    registration: deliveries.registration() ?? null,
    referrals: [...tenant.store.all()],
  };
}

function credentialsOf(tenant: Tenant, { url }: RunningServer): PartnerCenterCredentials {
  const { tenantId, app, organization } = tenant.world;
  const { clientId, clientSecret, refreshToken } = app;
  return {
    tenantId,
    clientId,
    clientSecret,
    refreshToken,
    authorityUrl: url,
    tokenUrlV1: `${url}/${tenantId}/oauth2/token`,
    tokenUrlV2: `${url}/${tenantId}/oauth2/v2.0/token`,
    referralsUrl: url,
    referralsAudience: REFERRALS_AUDIENCE,
    webhooksUrl: url,
    webhooksAudience: WEBHOOKS_AUDIENCE,
    certificateUrl: `${url}${CERTIFICATE_PATH}`,
    organizationId: organization.id,
    organizationName: organization.name,
    mpnId: organization.mpnId,
  };
}
