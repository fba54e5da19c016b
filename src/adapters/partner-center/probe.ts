import { decodeJwt } from 'jose';
import { asCosellError, type CosellError } from '../../core/errors.ts';
import type { Clock, Log } from '../../engine/ports.ts';
import type { Fetch } from '../http/surroundings.ts';
import type { TokenProvider } from '../http/tokens.ts';
import { createTransport } from '../http/transport.ts';
import { classifyFailure } from './errors.ts';
import { parseReferralList, type Referral } from './schema.ts';
import { isMicrosoftHalf } from './translate.ts';

/** What one live look at the referrals tells; each failure is a value, so that a check can name it. */
export interface ReferralsProbe {
  /** Why there is no token; the rest is empty then. */
  signIn: CosellError | null;
  /** The signed-in user, as the token names him; null when it does not. */
  user: string | null;
  /** Whether the sign-in passed a second factor, as the service or the token tells; null when neither does. */
  mfa: boolean | null;
  /** Why the referrals cannot be listed. */
  refused: CosellError | null;
  /** Null when they could not be listed. */
  referrals: VisibleReferrals | null;
}

/** The newest referrals, as far as the first page shows them. */
export interface VisibleReferrals {
  /** All visible ones, where the service counts them. */
  total: number | null;
  looked: number;
  /** PartnerIDs (MPN ids) of own documents, the most frequent first. */
  partnerIds: readonly string[];
  /** Organisations that own documents, Microsoft's left out; the most frequent first. */
  organizationIds: readonly string[];
  /** The partner's own solutions, `SOL-… (name)`, the most frequent first. */
  solutions: readonly string[];
  /** Whether each own document names the signed-in user in its team, as all do that a mere Referrals user sees; null without documents. */
  onlyOwnTeam: boolean | null;
}

export interface ProbeOptions {
  /** Address of the referrals collection. */
  referralsUrl: string;
  tokens: TokenProvider;
  userAgent: string;
  clock: Clock;
  log: Log;
  fetch?: Fetch;
  timeoutMs?: number;
  allowInsecure?: boolean;
  /** Referrals to look at, 100 at most. */
  look: number;
}

/** Signs in and lists the newest referrals: two calls, nothing is changed. Throws only what is a fault of ours. */
export async function probeReferrals(options: ProbeOptions): Promise<ReferralsProbe> {
  const nothing: ReferralsProbe = { signIn: null, user: null, mfa: null, refused: null, referrals: null };
  let claims: Claims;
  try {
    claims = claimsOf(await options.tokens.get());
  } catch (thrown) {
    return { ...nothing, signIn: expected(thrown) };
  }
  const { user } = claims;
  try {
    const { body, headers } = await list(options);
    // The service's own verdict goes before the claim: the token is not ours to understand (contract/partner-center.md §1).
    const told = headers.get('ismfacompliant')?.toLowerCase();
    const mfa = told === undefined ? claims.mfa : told === 'true';
    return { ...nothing, user, mfa, referrals: visible(body, user) };
  } catch (thrown) {
    const refused = expected(thrown);
    return { ...nothing, user, mfa: refused.code === 'mfa-required' ? false : claims.mfa, refused };
  }
}

function expected(thrown: unknown): CosellError {
  const failure = asCosellError(thrown);
  if (failure.recovery === 'bug') throw failure;
  return failure;
}

function list({ look, referralsUrl, ...shared }: ProbeOptions) {
  const transport = createTransport({
    ...shared,
    connection: 'Partner Center',
    baseUrl: referralsUrl,
    classify: classifyFailure,
  });
  const query = { $orderby: 'updatedDateTime desc', $top: String(look), $count: 'true' };
  return transport.send({ method: 'GET', path: '', query, headers: { ValidateMfa: 'true' }, kind: 'probe' });
}

interface Claims {
  user: string | null;
  mfa: boolean | null;
}

/** What the token says of itself, unverified: only for a person who reads the check. */
function claimsOf(token: string): Claims {
  try {
    const { upn, preferred_username: name, amr } = decodeJwt(token);
    const user = [upn, name].find((claim) => typeof claim === 'string') ?? null;
    return { user: user as string | null, mfa: Array.isArray(amr) ? amr.includes('mfa') : null };
  } catch {
    return { user: null, mfa: null };
  }
}

function visible(body: unknown, user: string | null): VisibleReferrals {
  const { referrals, total } = parseReferralList(body, 'Partner Center probe');
  const own = referrals.filter((referral) => !isMicrosoftHalf(referral));
  return {
    total,
    looked: referrals.length,
    partnerIds: byFrequency(own.map(({ mpnId }) => mpnId)),
    organizationIds: byFrequency(own.map(({ organizationId }) => organizationId?.toLowerCase() ?? null)),
    solutions: byFrequency(own.flatMap(ownSolutions)),
    onlyOwnTeam: own.length === 0 || user === null ? null : own.every((referral) => isInTeam(referral, user)),
  };
}

function byFrequency(values: readonly (string | null)[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const value of values) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, left], [, right]) => right - left).map(([value]) => value);
}

type Loose = Readonly<Record<string, unknown>>;

const asList = (value: unknown): readonly Loose[] => (Array.isArray(value) ? (value as Loose[]) : []);
const asMap = (value: unknown): Loose => (typeof value === 'object' && value !== null ? (value as Loose) : {});

/** Solutions that are not Microsoft's own (`1P`). */
function ownSolutions(referral: Referral): readonly string[] {
  const requirements = asMap(asMap(referral['details'])['requirements']);
  return asList(requirements['solutions'])
    .filter(({ id, solutionType }) => typeof id === 'string' && solutionType !== '1P')
    .map(({ id, name }) => (typeof name === 'string' && name !== '' ? `${id} (${name})` : String(id)));
}

function isInTeam(referral: Referral, user: string): boolean {
  return asList(referral['team']).some(({ email }) => String(email).toLowerCase() === user.toLowerCase());
}
