import * as z from 'zod';
import { connections } from './schema/connections.ts';
import { crms, routing } from './schema/crms.ts';
import { deals } from './schema/deals.ts';
import { dynamics } from './schema/dynamics.ts';
import { audit, limits, listen, log, publicUrl, safety, sweep, webhook } from './schema/running.ts';
import { salesforce } from './schema/salesforce.ts';
import { expected } from './schema/values.ts';

const POSTGRES = /^postgres(ql)?:\/\//;

/** A password in an address is a secret in the file; `env:NAME` may hold the whole address instead. */
function holdsPassword(store: string): boolean {
  return POSTGRES.test(store) && URL.canParse(store) && new URL(store).password !== '';
}

const store = z
  .string()
  .min(1)
  .refine((value) => !holdsPassword(value), expected('an address without a password'))
  .default('.cosell')
  .meta({
    description:
      'Where links, work and audit are kept: a folder (SQLite), or postgres://user@host/database for several processes. ' +
      'env:NAME and file:PATH are looked up.',
    remedy:
      'Put the whole address into an environment variable and write env:NAME, or leave the password to PGPASSWORD or a .pgpass file.',
    sensitive: true,
  });

/** Everything that can be set. Groups and their order are those of the reference and of the example file. */
export const settingsSchema = z
  .strictObject({
    store,
    listen,
    publicUrl,
    connections,
    deals,
    salesforce: salesforce.optional(),
    dynamics: dynamics.prefault({}),
    crms,
    routing,
    webhook,
    sweep,
    limits,
    safety,
    audit,
    log,
  })
  .superRefine(
    ({ connections: { salesforce: org, dynamics: environment }, salesforce: mapping, ...others }, context) => {
      const fault = (path: readonly PropertyKey[], message: string) =>
        context.addIssue({ code: 'custom', path: [...path], message });
      if (org && !mapping) fault(['salesforce'], 'is missing; connections.salesforce needs it');
      if (mapping && !org) fault(['connections', 'salesforce'], 'is missing; the group salesforce needs it');
      const own = [...(org ? ['salesforce'] : []), ...(environment ? ['dynamics'] : [])];
      const names = [...own, ...Object.keys(others.crms)];
      if (names.length === 0) fault(['connections'], 'expected a CRM beside Partner Center');
      for (const name of own.filter((taken) => taken in others.crms))
        fault(['crms', name], `expected another name; connections.${name} has this one`);
      for (const [at, { to }] of others.routing.entries())
        if (!names.includes(to)) fault(['routing', at, 'to'], `expected the name of a CRM: ${names.join(', ')}`);
    },
  )
  .meta({ title: 'Settings of Cosell', description: 'Settings of Cosell (cosell.yaml).' });

/** Checked settings with every default filled in; durations are milliseconds, secrets are references. */
export type Settings = z.output<typeof settingsSchema>;

/** Settings as a person writes them. */
export type SettingsInput = z.input<typeof settingsSchema>;
