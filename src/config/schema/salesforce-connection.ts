import * as z from 'zod';
import { LANGUAGES } from '../../core/messages.ts';
import { insecure, requireHttps } from './https.ts';
import { address, choice, expected, secret, text } from './values.ts';

const clientCredentials = z
  .strictObject({
    kind: z.literal('client-credentials').meta({ description: 'An External Client App with a run-as user.' }),
    clientId: text({ description: 'Consumer key of the app.', example: '3MVG9…' }),
    clientSecret: secret({ description: 'Consumer secret of the app.', example: 'env:SALESFORCE_CLIENT_SECRET' }),
  })
  .meta({
    description: 'Client credentials: the app acts as its configured integration user. Needs a My Domain loginUrl.',
  });

const jwtBearer = z
  .strictObject({
    kind: z.literal('jwt-bearer').meta({ description: 'A certificate registered with the app.' }),
    clientId: text({ description: 'Consumer key of the app.' }),
    username: text({ description: 'User name of the pre-authorised integration user.' }),
    privateKey: secret({ description: 'Private key (PEM) that belongs to the certificate of the app.' }),
    audience: address({
      description: 'Audience of the assertion; https://test.salesforce.com for sandboxes.',
    }).prefault('https://login.salesforce.com'),
  })
  .meta({ description: 'JWT bearer: no client secret, a key signs each request for a token.' });

const apiVersionForm = expected('a version such as "66.0"');

export const salesforceConnection = z
  .strictObject({
    loginUrl: address({
      description: 'My Domain address of the org, ending in .my.salesforce.com; never the lightning.force.com one.',
      example: 'https://contoso.my.salesforce.com',
    }).refine(
      (url) => !/[.]lightning[.]/.test(new URL(url).hostname),
      expected('the My Domain address ending in .my.salesforce.com; the lightning address takes no API calls'),
    ),
    auth: z
      .discriminatedUnion('kind', [clientCredentials, jwtBearer])
      .meta({ description: 'How the connector signs in.' }),
    apiVersion: z
      .union([z.string().regex(/^\d{2}[.]0$/, apiVersionForm), z.int().min(30).max(99)], apiVersionForm)
      .transform((version) => (typeof version === 'number' ? `${version}.0` : version))
      .prefault('66.0')
      .meta({ description: 'Version of the REST API.' }),
    language: choice(LANGUAGES, 'en', {
      description:
        'Language of what sellers read in the audit field: English, Italian, Swedish or Traditional Chinese. Logs and commands stay English.',
    }),
    allowInsecure: insecure(),
  })
  .superRefine(requireHttps)
  .meta({ description: 'Salesforce.' });
