import * as z from 'zod';
import { address, choice, count, duration, expected, flag, text } from './values.ts';

/** Ports, paths, paces and limits of the running connector: what an operator sets. */
export const listen = z
  .strictObject({
    host: text({ description: 'Address to listen on; 0.0.0.0 for every interface.' }).default('127.0.0.1'),
    port: z.int().min(0).max(65535).default(8080).meta({ description: 'Port to listen on; 0 picks a free one.' }),
  })
  .prefault({})
  .meta({ description: 'Where the connector receives webhooks.' });

export const publicUrl = address({
  description:
    'Address under which Microsoft reaches this connector. Without it no webhook is registered and sweeps do all the work.',
  example: 'https://cosell.contoso.com',
}).optional();

const LOCAL_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Certificates over plain http could be exchanged on the way; an emulator on this machine has no way in between. */
function isTrustworthy(folder: string): boolean {
  if (!isFolder(folder)) return false;
  const { protocol, hostname } = new URL(folder);
  return protocol === 'https:' || LOCAL_HOSTS.has(hostname);
}

function isFolder(folder: string): boolean {
  return URL.canParse(folder) && /^https?:\/\/.*\/$/.test(folder);
}

const certificateFolder = z
  .string()
  .refine(isTrustworthy, expected('an https folder ending in /; plain http is for emulators on this machine only'))
  .meta({ format: 'uri' });

/** Authorities publish their certificates over plain http; the signatures of the chain prove them. */
const issuerFolder = z
  .string()
  .refine(isFolder, expected('a folder such as http://www.microsoft.com/pkiops/certs/'))
  .meta({ format: 'uri' });

export const webhook = z
  .strictObject({
    register: choice(['never', 'if-free', 'overwrite'], 'if-free', {
      description:
        'Whether to register publicUrl with Partner Center, which knows one address per tenant: never, only while no other address is ' +
        'registered, or in place of the one that is there.',
    }),
    events: z
      .array(z.enum(['referral-created', 'referral-updated', 'related-referral-created', 'related-referral-updated']))
      .min(1)
      .default(['referral-created', 'referral-updated', 'related-referral-created', 'related-referral-updated'])
      .meta({ description: 'Events to register for.' }),
    fanOut: flag(false, {
      description:
        'Forwards every verified notice, as it came and with its signature, to the address that was registered before this connector.',
    }),
    verifyEvery: duration('1h', {
      description: 'Pause between two looks whether the registration is still this connector’s.',
    }),
    signature: z
      .strictObject({
        certificateUrls: z
          .array(certificateFolder)
          .default(['https://3psostorageacct.blob.core.windows.net/cert/'])
          .meta({
            description: 'Folders from which signing certificates may be fetched: where Microsoft keeps its own.',
          }),
        intermediates: text({
          description:
            'File with the certificates (PEM) between the signer and a root: Microsoft serves the signer alone.',
        }).optional(),
        issuerUrls: z
          .array(issuerFolder)
          .default([])
          .meta({
            description: 'Folders from which missing ones of these may be fetched.',
            example: ['http://www.microsoft.com/pkiops/certs/'],
          }),
        extraTrust: text({
          description:
            'File with further root certificates (PEM) to trust, beside the public ones. Only for emulators.',
        }).optional(),
      })
      .prefault({})
      .meta({ description: 'How signatures of webhooks are checked.' }),
  })
  .prefault({})
  .meta({ description: 'Webhooks of Partner Center.' });

export const sweep = z
  .strictObject({
    partnerCenterEvery: duration('5m', {
      description: 'Pause between two looks for changed referrals. Webhooks are faster; this finds what they missed.',
    }),
    crmEvery: duration('60s', { description: 'Pause between two looks for changed CRM records.' }),
    overlap: duration('2m', {
      description: 'How far each look reaches back behind the previous one, for changes that the systems showed late.',
    }),
    fullCompareEvery: duration('1d', {
      description: 'Pause between two comparisons of everything.',
      // The only picture of this name cuts it off (contract/incumbent-connectors.md §1.5).
      replaces: ['msft_autohealrunsched*'],
    }),
  })
  .prefault({})
  .meta({ description: 'Regular looks for changes.' });

export const limits = z
  .strictObject({
    passes: count(32, {
      description:
        'Deals worked on at the same time by one process. More of them share a call to the CRM when many changed at once.',
    }),
    lane: count(32, { description: 'Deals worked on at the same time by all processes on one store.' }),
    partnerCenterCalls: count(2, {
      description: 'Calls to Partner Center under way at the same time. Microsoft publishes no limit, so few are wise.',
    }),
    crmCalls: count(8, { description: 'Calls to each CRM under way at the same time.' }),
    crmWrites: count(2, {
      description: 'Of these, batches that write; deals of one account are never in two of them.',
    }),
    attempts: count(8, { description: 'Failed attempts after which a deal is parked until somebody looks at it.' }),
    callTimeout: duration('60s', { description: 'Longest wait for an answer.' }),
    rest: duration('60s', {
      description: 'How long a connection rests that needs a person (a sign-in, a setting) before it is tried again.',
    }),
  })
  .prefault({})
  .meta({ description: 'Limits that protect both systems.' });

export const safety = z
  .strictObject({
    maxClosesPerHour: count(50, { description: 'More deals closed by the connector within an hour halt the rest.' }),
    maxCreatesPerHour: count(500, {
      description: 'More records created on one side within an hour halt the rest. A run over everything is exempt.',
    }),
  })
  .prefault({})
  .meta({ description: 'Safety stops: what would change too much waits for a person.' });

export const audit = z
  .strictObject({
    order: choice(['newest-first', 'newest-last'], 'newest-first', {
      description: 'Where a new line goes in the audit field of the CRM record.',
    }),
  })
  .prefault({})
  .meta({ description: 'The audit field of CRM records.' });

export const log = z
  .strictObject({
    level: choice(['debug', 'info', 'warn', 'error', 'silent'], 'info', {
      description: 'Least important lines to keep.',
    }),
  })
  .prefault({})
  .meta({ description: 'Operational log: JSON lines on standard error.' });
