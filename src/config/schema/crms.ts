import * as z from 'zod';
import { dynamics } from './dynamics.ts';
import { dynamicsConnection } from './dynamics-connection.ts';
import { salesforce } from './salesforce.ts';
import { salesforceConnection } from './salesforce-connection.ts';
import { expected } from './values.ts';

const salesforceCrm = z.strictObject({
  kind: z.literal('salesforce'),
  connection: salesforceConnection,
  mapping: salesforce,
});

const dynamicsCrm = z.strictObject({
  kind: z.literal('dynamics'),
  connection: dynamicsConnection,
  mapping: dynamics.prefault({}),
});

/** Names are shown to people and written down with the records, so they are words. */
const NAME = /^[a-z][a-z0-9-]*$/;

export const crms = z
  .record(
    z.string().regex(NAME, expected('a name in small letters, such as emea')),
    z.discriminatedUnion('kind', [salesforceCrm, dynamicsCrm]),
  )
  .default({})
  .meta({
    description:
      'Further CRMs by name, each with its `kind`, its `connection` (as under connections) and its `mapping` (as the group named after the kind). ' +
      'Each referral belongs to exactly one CRM, chosen by `routing`.',
  });

const rule = z
  .strictObject({
    to: z.string().min(1),
    partnerIds: z
      .array(z.union([z.string(), z.int()]).transform(String))
      .min(1)
      .optional(),
    countries: z
      .array(z.string().regex(/^[A-Z]{2}$/, expected('a two-letter country code in capitals')))
      .min(1)
      .optional(),
    solutions: z.array(z.string().min(1)).min(1).optional(),
    categories: z
      .array(z.enum(['co-sell', 'lead']))
      .min(1)
      .optional(),
  })
  .refine(({ to: _, ...conditions }) => Object.values(conditions).some((value) => value !== undefined), {
    error: 'expected at least one of partnerIds, countries, solutions and categories',
  });

export const routing = z
  .array(rule)
  .default([])
  .meta({
    description:
      'Which CRM gets a referral that has no record yet: the first rule that fits decides, without one the first CRM of the settings. A rule names ' +
      'the CRM (`to`) and what must hold: `partnerIds` (locations), `countries` of the customer, `solutions` of the deal, `categories` (co-sell, lead): `[{ to: emea, countries: [DE, FR] }]`.',
  });
