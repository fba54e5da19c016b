import { randomUUID } from 'node:crypto';
import type { DeepPartial } from './documents.ts';
import { MICROSOFT, type Referral } from './referral.ts';
import { expiryOf, formatMs } from './stamps.ts';
import type { Tenant } from './tenant.ts';

/** What every document has that is sent to the partner: his organisation, ids, and fourteen days to answer. */
function incoming(tenant: Tenant): DeepPartial<Referral> {
  const { organization } = tenant.world;
  const now = formatMs(tenant.kit.clock.now());
  return {
    id: randomUUID(),
    engagementId: randomUUID(),
    organizationId: organization.id,
    organizationName: organization.name,
    mpnId: organization.mpnId,
    status: 'New',
    substatus: 'Pending',
    direction: 'Incoming',
    expirationDateTime: expiryOf(now, tenant.kit.switches.number('expiry-days')),
  };
}

const CONTACT_PREFERENCE = { contactPreference: { locale: 'en-US', disableNotifications: false } };

/** A usual invitation by a Microsoft seller, to be changed as the act wants. */
export function invitation(tenant: Tenant, microsoftMsxId: string): DeepPartial<Referral> {
  const [solution] = tenant.world.solutions;
  const { mpnId } = tenant.world.organization;
  const closingMs = tenant.kit.clock.now() + 90 * 86_400_000;
  return {
    ...incoming(tenant),
    name: 'Relecloud analytics modernisation',
    qualification: 'SalesQualified',
    type: 'Shared',
    target: solution ? [{ type: 'SolutionProfile', id: solution.id }] : [],
    customerProfile: {
      name: 'Relecloud Ltd',
      size: '251to1000employees',
      isMatchingComplete: true,
      address: {
        addressLine1: '12 Harbour Road',
        addressLine2: null,
        city: 'Bristol',
        state: null,
        postalCode: 'BS1 5TY',
        country: 'GB',
        region: null,
      },
      team: [
        {
          firstName: 'Imani',
          lastName: 'Clarke',
          phoneNumber: '+441174960123',
          email: 'imani.clarke@relecloud.example',
          title: null,
          ...CONTACT_PREFERENCE,
        },
      ],
    },
    consent: {
      consentToToShareInfoWithOthers: true,
      consentToContact: true,
      consentToShareReferralWithMicrosoftSellers: true,
    },
    details: {
      notes: 'The customer plans to move its reporting this year.',
      dealValue: 120_000,
      currency: 'USD',
      closingDateTime: formatMs(closingMs - (closingMs % 86_400_000)),
      requirements: {
        solutions: solution ? [{ ...solution, type: 'Name' }] : [],
        additionalRequirements: { attributes: [{ type: 'CustomerMarketplaceIntent', id: 'HaveNotDecided' }] },
      },
    },
    team: [
      {
        firstName: 'Jonas',
        lastName: 'Weber',
        phoneNumber: '+4989555088',
        email: 'jonas.weber@microsoft.example',
        title: null,
        ...CONTACT_PREFERENCE,
      },
    ],
    inviteContext: {
      notes: 'Could you qualify this together with us?',
      assistanceRequestCode: 'Unknown',
      invitedMpnId: mpnId,
      invitedBy: { organizationId: MICROSOFT, organizationName: 'Microsoft' },
    },
    trackingInfo: { microsoftMsxId },
  };
}

/** A usual "contact me" lead from the marketplace. Its literals for source and action are guesses (contract §2). */
export function marketplaceLead(tenant: Tenant): DeepPartial<Referral> {
  return {
    ...incoming(tenant),
    name: 'Marketplace: contact me',
    qualification: 'Direct',
    type: 'Independent',
    referralSource: 'AzureMarketplace',
    callToAction: 'ContactMe',
    quality: 'High',
    target: [{ type: 'BusinessProfileLocation', id: randomUUID() }],
    customerProfile: {
      name: 'Tailspin Toys Ltd',
      address: { country: 'GB', addressLine1: null, city: null, state: null, postalCode: null, region: null },
      team: [
        {
          firstName: 'Rosa',
          lastName: 'Field',
          phoneNumber: '+442079460991',
          email: 'rosa.field@tailspin.example',
          title: null,
          ...CONTACT_PREFERENCE,
        },
      ],
    },
    consent: { consentToToShareInfoWithOthers: true, consentToContact: true },
    details: { notes: 'Please call us about pricing.', customerRequestedContact: true },
  };
}
