import * as z from 'zod';
import { dynamicsConnection } from './dynamics-connection.ts';
import { insecure, requireHttps } from './https.ts';
import { salesforceConnection } from './salesforce-connection.ts';
import { address, expected, secret, text } from './values.ts';

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

export const connections = z
  .strictObject({
    partnerCenter: partnerCenterConnection,
    salesforce: salesforceConnection.optional(),
    dynamics: dynamicsConnection.optional(),
  })
  .meta({ description: 'Partner Center and the CRM, and how to sign in to them. Further CRMs stand under crms.' });
