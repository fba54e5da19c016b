import * as z from 'zod';
import { LANGUAGES } from '../../core/messages.ts';
import { address, choice, expected, flag, secret, text } from './values.ts';

const insecure = () =>
  flag(false, {
    description: 'Allows plain http addresses. Only for emulators on this machine: tokens would travel unprotected.',
  });

/** Refuses plain http unless the connection allows it: no token may travel unprotected. */
function requireHttps(connection: { allowInsecure: boolean }, context: z.RefinementCtx): void {
  if (connection.allowInsecure) return;
  for (const [key, value] of Object.entries<unknown>({ ...connection })) {
    if (typeof value !== 'string' || !value.startsWith('http://')) continue;
    context.addIssue({
      code: 'custom',
      path: [key],
      message:
        'expected an https address; plain http needs allowInsecure: true and is for emulators on this machine only',
    });
  }
}

const partnerIdForm = expected('a PartnerID such as 6000123');

/** Authority, addresses and audiences are settings because national clouds differ (contract/partner-center.md §1). */
const partnerCenterConnection = z
  .strictObject({
    tenant: text({
      description: 'Microsoft Entra tenant of the partner: its id or one of its domains.',
      example: 'contoso.onmicrosoft.com',
    }),
    clientId: text({
      description: 'Application (client) id of the Entra app with delegated permission on the Partner Center APIs.',
      example: '11111111-2222-3333-4444-555555555555',
    }),
    clientSecret: secret({
      description: 'Secret of the Entra app. Leave it out for a public client.',
      example: 'env:PARTNER_CENTER_CLIENT_SECRET',
    }).optional(),
    refreshToken: secret({
      description:
        'Refresh token of the service account, a Referrals admin for the whole company who signed in with multi-factor authentication. ' +
        'Written by `cosell connect partner-center`, and replaced when Microsoft renews it; an environment variable cannot take it, so use file:PATH.',
      example: 'file:secrets/partner-center-refresh-token',
    }),
    referralsUrl: address({ description: 'Address of the referrals collection.' }).prefault(
      'https://api.partner.microsoft.com/v1.0/engagements/referrals',
    ),
    webhooksUrl: address({ description: 'Address of the webhook registration.' }).prefault(
      'https://api.partnercenter.microsoft.com/webhooks/v1/registration',
    ),
    authority: address({ description: 'Sign-in address; differs in national clouds.' }).prefault(
      'https://login.microsoftonline.com',
    ),
    referralsAudience: text({ description: 'Audience of tokens for the Referrals API.' }).prefault(
      'https://api.partner.microsoft.com',
    ),
    webhooksAudience: text({ description: 'Audience of tokens for the Webhooks API.' }).prefault(
      'https://api.partnercenter.microsoft.com',
    ),
    tokenVersion: z
      .enum(['v1', 'v2'])
      .default('v2')
      .meta({ description: 'Version of the Entra token endpoint: v2 asks with scopes, v1 with a resource.' }),
    organizationId: z.guid(expected('a GUID')).optional().meta({
      description:
        "The partner's organization id, which tells own deals from invitations. Learnt from referrals if absent.",
    }),
    partnerId: z
      .union([z.string().regex(/^\d+$/, partnerIdForm), z.int()], partnerIdForm)
      .transform(String)
      .optional()
      .meta({ description: 'PartnerID (MPN id) of the location that owns the deals.', example: '6000123' }),
    allowInsecure: insecure(),
  })
  .superRefine(requireHttps)
  .meta({ description: 'Microsoft Partner Center: referrals and webhooks.' });

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

const salesforceConnection = z
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

export const connections = z
  .strictObject({ partnerCenter: partnerCenterConnection, salesforce: salesforceConnection })
  .meta({ description: 'The two systems and how to sign in to them.' });
