import { randomUUID } from 'node:crypto';
import type { DeepPartial } from '../../../emulators/partner-center/documents.ts';
import type { Referral } from '../../../emulators/partner-center/referral.ts';
import type { PartnerCenterEmulator } from '../../../emulators/partner-center/start.ts';

/** What Microsoft's sellers do, and what the partner's own people do in the portal instead of the CRM. */
export interface Microsoft {
  /** Invites the partner to a deal with a customer of its own, unless the parts say otherwise. */
  invites(parts?: DeepPartial<Referral>): Referral;
  /** A customer of its own asks for contact in the marketplace. */
  sendsLead(parts?: DeepPartial<Referral>): Referral;
  /** Somebody edits the partner's document in the portal. */
  edits(referralId: string, changes: DeepPartial<Referral>): void;
  accepts(referralId: string, microsoftMsxId: string): void;
  /** The partner's document is accepted or closed in the portal. */
  portalAccepts(referralId: string): void;
  portalDeclines(referralId: string, statusReason: string): void;
  closes(referralId: string, substatus: 'Won' | 'Lost', statusReason?: string): void;
}

export function microsoftIn({ admin: { people } }: PartnerCenterEmulator): Microsoft {
  return {
    invites: (parts = {}) => people.invite({ referral: withOwnCustomer(parts) }),
    sendsLead: (parts = {}) => people.marketplaceLead({ referral: withOwnCustomer(parts) }),
    edits: (referralId, changes) => void people.portalEdit({ referralId, changes: changes as Record<string, unknown> }),
    accepts: (referralId, microsoftMsxId) => void people.microsoftAccept({ referralId, microsoftMsxId }),
    portalAccepts: (referralId) => void people.portalAccept({ referralId }),
    portalDeclines: (referralId, statusReason) => void people.portalDecline({ referralId, statusReason }),
    closes: (referralId, substatus, statusReason) =>
      void people.portalClose({ referralId, substatus, statusReason: statusReason ?? null }),
  };
}

/** A customer and a contact whom nobody knows yet. */
function withOwnCustomer(parts: DeepPartial<Referral>): Record<string, unknown> {
  const tag = randomUUID().slice(0, 8);
  return {
    name: `Invitation ${tag}`,
    ...parts,
    customerProfile: {
      name: `Prospect ${tag} Ltd`,
      address: { addressLine1: '3 Quay', city: 'Cork', state: null, postalCode: 'T12 AB34', country: 'IE' },
      team: [
        {
          firstName: 'Ann',
          lastName: `Prospect ${tag}`,
          phoneNumber: '+353215550100',
          email: `ann.${tag}@prospect.example`,
          title: null,
        },
      ],
      ...parts.customerProfile,
    },
  };
}
