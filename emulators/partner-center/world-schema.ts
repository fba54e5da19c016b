import * as z from 'zod';
import { conform } from './conform.ts';
import type { DeepPartial } from './documents.ts';
import { ReferralRefusal } from './errors.ts';
import { checkValues } from './field-rules.ts';
import type { Referral } from './referral.ts';

export const Role = z.enum(['ReferralsAdmin', 'ReferralsUser', 'None']);
export type Role = z.output<typeof Role>;

export const User = z.strictObject({
  email: z.email(),
  name: z.string().default('Service Account'),
  role: Role.default('ReferralsAdmin'),
  /** False: this user signs in without a second factor. */
  mfa: z.boolean().default(true),
});

const App = z.strictObject({
  clientId: z.string().min(1).default('c05e11ab-0000-4000-8000-000000000001'),
  clientSecret: z.string().min(1).default('emulated-client-secret'),
  /** A refresh token that already exists, as if somebody had signed in once. */
  refreshToken: z.string().min(1).default('emulated-refresh-token'),
  /** Where a sign-in in the browser may end; for localhost any port will do. */
  redirectUris: z.array(z.url()).default(['http://localhost']),
});

const Organization = z.strictObject({
  id: z.string().min(1).default('3f1b6a52-9c77-4f0e-8d0b-5b0d2c8e7a41'),
  name: z.string().min(1).default('Lakeshore Data Works'),
  mpnId: z.string().min(1).default('6000123'),
});

const CatalogSolution = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  publisherName: z.string().nullable().default(null),
  solutionType: z.string().nullable().default('3P'),
});

/** Spacing of the first retries is ours: small, so that a demonstration shows them. Virtual milliseconds. */
const RETRY_DELAYS_MS = [200, 500, 1000, 2000, 5000, 10_000, 20_000, 40_000, 60_000];

const Webhooks = z.strictObject({
  /** Wait before the second, third, … tenth attempt; the last value repeats. */
  retryDelaysMs: z.array(z.int().min(0)).min(1).default(RETRY_DELAYS_MS),
  /** Real milliseconds until an unanswered delivery counts as failed. */
  timeoutMs: z.int().min(1).default(10_000),
  registration: z
    .strictObject({
      url: z.url(),
      events: z.array(z.string()).min(1),
      signatureInMsHeader: z.boolean().default(false),
    })
    .optional(),
});

/** Parts of a referral document: whatever is given must be where the document has it. */
export const ReferralParts = z.record(z.string(), z.unknown()).transform((parts, context): DeepPartial<Referral> => {
  try {
    const given = conform(parts);
    checkValues(given);
    return given;
  } catch (error) {
    if (!(error instanceof ReferralRefusal)) throw error;
    context.addIssue({ code: 'custom', message: error.message, path: error.target.split('.') });
    return z.NEVER;
  }
});

export type ReferralSeed = DeepPartial<Referral> & { createdDaysAgo?: number; microsoft?: DeepPartial<Referral> };

/**
 * A referral to start with: any part of a referral document, completed by the emulator. `createdDaysAgo` sets the dates
 * relative to the emulator's clock; `microsoft` adds Microsoft's half of the engagement (a part of that document).
 */
export const ReferralSeed = z
  .looseObject({
    id: z.guid().optional(),
    engagementId: z.guid().optional(),
    createdDaysAgo: z.number().min(0).optional().describe('age; sets the dates relative to virtual time'),
    microsoft: ReferralParts.optional().describe("adds Microsoft's half, with these parts"),
  })
  .pipe(ReferralParts)
  .transform((seed) => seed as ReferralSeed);

/** The `partnerCenter` section of a world file. */
export const PartnerCenterWorld = z.strictObject({
  tenantId: z.guid().default('7d0f5a1c-2f0e-4a53-9c3e-1b8f0c6d2e11').describe('directory (tenant) in Entra'),
  organization: Organization.prefault({}).describe('the partner'),
  app: App.prefault({}).describe('the registered application'),
  user: User.prefault({ email: 'cosell.service@lakeshore.example' }).describe('who signed in for the application'),
  webhooks: Webhooks.prefault({}).describe('delivery of events, and a registration that already exists'),
  solutions: z.array(CatalogSolution).default([
    {
      id: 'SOL-41877-KDT',
      name: 'Lakeshore Fabric Accelerator',
      publisherName: 'Lakeshore Data Works',
      solutionType: '3P',
    },
  ]),
  switches: z
    .record(z.string(), z.union([z.boolean(), z.string(), z.number()]))
    .default({})
    .describe('switches that differ from their defaults'),
  referrals: z.array(ReferralSeed).default([]).describe('parts of referral documents, completed by the emulator'),
});
export type PartnerCenterWorld = z.output<typeof PartnerCenterWorld>;
export type PartnerCenterWorldInput = Omit<z.input<typeof PartnerCenterWorld>, 'referrals'> & {
  referrals?: ReferralSeed[];
};
