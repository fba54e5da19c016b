import * as z from 'zod';
import { LANGUAGES } from '../../core/messages.ts';
import { insecure, requireHttps } from './https.ts';
import { address, choice, expected, secret, text } from './values.ts';

const clientSecret = z
  .strictObject({
    kind: z.literal('client-secret').meta({ description: 'A secret of the Entra app.' }),
    clientId: text({
      description: 'Application (client) id of the Entra app whose application user is in the environment.',
      example: '11111111-2222-3333-4444-555555555555',
    }),
    clientSecret: secret({ description: 'Secret of the Entra app.', example: 'env:DYNAMICS_CLIENT_SECRET' }),
  })
  .meta({ description: 'The app signs in with a secret.' });

const certificate = z
  .strictObject({
    kind: z.literal('certificate').meta({ description: 'A certificate registered with the Entra app.' }),
    clientId: text({ description: 'Application (client) id of the Entra app.' }),
    privateKey: secret({ description: 'Private key (PEM) that belongs to the certificate.' }),
    certificate: secret({ description: 'The certificate (PEM).' }),
  })
  .meta({ description: 'The app signs in with a certificate; no secret has to be renewed every few months.' });

const apiVersionForm = expected('a version such as "9.2"');

export const dynamicsConnection = z
  .strictObject({
    url: address({
      description: 'Address of the environment.',
      example: 'https://contoso.crm.dynamics.com',
    }),
    tenant: text({
      description: 'Microsoft Entra tenant of the environment: its id or one of its domains.',
      example: 'contoso.onmicrosoft.com',
    }),
    auth: z
      .discriminatedUnion('kind', [clientSecret, certificate])
      .meta({ description: 'How the connector signs in.' }),
    authority: address({ description: 'Sign-in address; differs in national clouds.' }).prefault(
      'https://login.microsoftonline.com',
    ),
    apiVersion: z
      .union([z.string().regex(/^\d+[.]\d$/, apiVersionForm), z.number().min(9).max(99)], apiVersionForm)
      .transform((version) => (typeof version === 'number' ? version.toFixed(1) : version))
      .prefault('9.2')
      .meta({ description: 'Version of the Web API.' }),
    language: choice(LANGUAGES, 'en', {
      description:
        'Language of what sellers read in the audit column: English, Italian, Swedish or Traditional Chinese. Logs and commands stay English.',
    }),
    webhookCode: secret({
      description:
        'Code by which Dataverse proves that it is the one who tells of a change: at least 32 random characters. With it and publicUrl, ' +
        '`cosell crm install` has every change told at once; without it changes are found by looking every few minutes.',
      example: 'env:DYNAMICS_WEBHOOK_CODE',
    }).optional(),
    allowInsecure: insecure(),
  })
  .superRefine(requireHttps)
  .meta({ description: 'Dynamics 365 (Dataverse).' });
