import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { TokenProvider } from '../adapters/http/tokens.ts';
import { createPartnerCenterSide } from '../adapters/partner-center/side.ts';
import { createAppOnlyTokens, createDelegatedTokens, type EntraOptions } from '../adapters/partner-center/tokens.ts';
import { createWebhookVerifier, type WebhookVerifier } from '../adapters/partner-center/webhook.ts';
import type { LoadedSettings } from '../config/load.ts';
import { resolveSecret } from '../config/secrets.ts';
import { loadTaxonomy } from '../config/taxonomy.ts';
import type { PerSide } from '../core/model/side.ts';
import { routeOf } from '../core/routing.ts';
import type { Clock, Log, SideGroup, SidePort } from '../engine/ports.ts';
import { alone, type Member, several } from '../engine/side-group.ts';
import { inTurn, type TurnDeps } from '../engine/turn.ts';
import type { CallCounter } from './calls.ts';
import { saveRefreshToken } from './connect/refresh-token.ts';
import { productsOf } from './crm/kinds.ts';
import { taxonomyPlace } from './taxonomy.ts';

export const USER_AGENT = 'cosell';

export interface ConnectionContext {
  clock: Clock;
  log: Log;
  calls: CallCounter;
  /** Keeps processes on one store from making the same records. */
  turns: TurnDeps;
  /** Put around each system; in shadow it lets nothing be written. */
  guard: (port: SidePort) => SidePort;
}

/** Both sides as the settings describe them. Each CRM is asked at once how its organisation looks; Partner Center is not called yet. */
export async function openSides(loaded: LoadedSettings, context: ConnectionContext): Promise<PerSide<SideGroup>> {
  return {
    crm: await openCrms(loaded, context),
    'partner-center': alone(context.guard(await openPartnerCenter(loaded, context))),
  };
}

async function openCrms(
  loaded: LoadedSettings,
  { guard, clock, log, calls, turns }: ConnectionContext,
): Promise<SideGroup> {
  const members = await Promise.all(
    productsOf(loaded).map(async ({ crm: { name }, product }): Promise<Member> => {
      const port = await product.open({
        clock,
        log,
        inTurn: (task, signal) => inTurn(turns, `${name}-create`, task, signal),
        onCall: () => calls.count('crm'),
      });
      return { name, port: guard(port), isRecordId: product.isRecordId };
    }),
  );
  const [first, ...others] = members as [Member, ...Member[]];
  if (others.length === 0) return alone(first.port);
  const { routing } = loaded.settings;
  return several({ members: [first, ...others], route: (referral) => routeOf(routing, referral) });
}

async function openPartnerCenter(loaded: LoadedSettings, { clock, log, calls }: ConnectionContext): Promise<SidePort> {
  const { settings } = loaded;
  const connection = settings.connections.partnerCenter;
  return createPartnerCenterSide({
    referralsUrl: connection.referralsUrl,
    tokens: await referralTokens(loaded, { clock, log }),
    organizationId: connection.organizationId,
    partnerId: connection.partnerId,
    taxonomy: await loadTaxonomy(taxonomyPlace(loaded)),
    userAgent: USER_AGENT,
    clock,
    log,
    timeoutMs: settings.limits.callTimeout,
    maxConcurrent: settings.limits.partnerCenterCalls,
    allowInsecure: connection.allowInsecure,
    onCall: () => calls.count('partnerCenter'),
  });
}

type TokenContext = Pick<ConnectionContext, 'clock' | 'log'>;

/** Tokens of the service account for the Referrals API. */
export async function referralTokens(loaded: LoadedSettings, context: TokenContext): Promise<TokenProvider> {
  return delegatedTokens(loaded, context, loaded.settings.connections.partnerCenter.referralsAudience);
}

/**
 * Tokens for the Webhooks API: of the application alone, because not every role of a person may register (contract/partner-center.md §1);
 * a public client has no identity of its own and signs in as the service account.
 */
export async function webhookTokens(loaded: LoadedSettings, context: TokenContext): Promise<TokenProvider> {
  const { webhooksAudience, clientSecret } = loaded.settings.connections.partnerCenter;
  if (clientSecret === undefined) return delegatedTokens(loaded, context, webhooksAudience);
  return createAppOnlyTokens({ ...(await entraOptions(loaded, context.clock)), audience: webhooksAudience });
}

async function delegatedTokens(
  loaded: LoadedSettings,
  { clock, log }: TokenContext,
  audience: string,
): Promise<TokenProvider> {
  return createDelegatedTokens({
    ...(await entraOptions(loaded, clock)),
    audience,
    loadRefreshToken: () =>
      resolveSecret(loaded.settings.connections.partnerCenter.refreshToken, { ...loaded, fromConnect: true }),
    saveRefreshToken: (token) => saveRefreshToken(loaded, token),
    log,
  });
}

/** What every Entra token request of this installation has in common. */
export async function entraOptions(loaded: LoadedSettings, clock: Clock): Promise<Omit<EntraOptions, 'audience'>> {
  const { authority, tenant, clientId, clientSecret, tokenVersion, allowInsecure } =
    loaded.settings.connections.partnerCenter;
  const secret = clientSecret === undefined ? {} : { clientSecret: await resolveSecret(clientSecret, loaded) };
  return { authority, tenant, clientId, ...secret, tokenVersion, allowInsecure, clock };
}

/** The check that every webhook must pass; other trust than the public one only where the settings name it. */
export async function openVerifier({ settings, folder }: LoadedSettings, clock: Clock): Promise<WebhookVerifier> {
  const { certificateUrls, issuerUrls, extraTrust, intermediates } = settings.webhook.signature;
  const pemOf = async (file: string | undefined) =>
    file === undefined ? [] : pemBlocks(await readFile(resolve(folder, file), 'utf8'));
  return createWebhookVerifier({
    certificateUrls,
    issuerUrls,
    extraRoots: await pemOf(extraTrust),
    intermediates: await pemOf(intermediates),
    clock,
  });
}

function pemBlocks(text: string): readonly string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
}
