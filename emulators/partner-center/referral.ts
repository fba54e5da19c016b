/** A referral document as Partner Center sends it (contract/partner-center.md §2). Unknown fields are kept untouched. */
export interface Referral {
  id: string;
  engagementId: string;
  name: string;
  organizationId: string;
  organizationName: string;
  lastModifiedVia: string | null;
  lastRunId: unknown;
  externalReferenceId: string | null;
  createdDateTime: string;
  updatedDateTime: string;
  expirationDateTime: string | null;
  status: string;
  substatus: string;
  statusReason: string | null;
  qualification: string;
  type: string;
  referralSource: string | null;
  eTag: string;
  favorite: boolean;
  campaignId: string | null;
  salesStage: string | null;
  quality: string;
  isSpam: boolean;
  direction: string;
  mpnId: string;
  referralProgram: string | null;
  dealSensitivity: string;
  createdVia: string | null;
  tags: unknown[];
  acceptedDateTime: string | null;
  closedDateTime: string | null;
  callToAction: string | null;
  registrationStatus: string;
  target: Target[];
  customerProfile: CustomerProfile;
  consent: Consent;
  details: Details;
  team: Member[];
  inviteContext: InviteContext;
  links: { relatedReferrals: Link; self: Link };
  trackingInfo: TrackingInfo;
  registrations: Registration[];
}

interface Target {
  type: string;
  id: string;
}

interface Link {
  uri: string;
  method: string;
}

interface Address {
  addressLine1?: string | null;
  addressLine2?: string | null;
  city?: string | null;
  state?: string | null;
  postalCode?: string | null;
  country: string;
  region?: string | null;
}

interface CustomerProfile {
  name: string;
  size: string | null;
  isMatchingComplete?: boolean;
  address: Address;
  team: Member[];
  ids: { profileType: string; id: string }[];
}

interface Consent {
  /** The double "To" is Microsoft's. */
  consentToToShareInfoWithOthers: boolean;
  consentToContact: boolean;
  consentToMicrosoftToContactSpecificPartners: boolean | null;
  consentToShareReferralWithMicrosoftSellers: boolean;
}

export interface Solution {
  id: string;
  name: string | null;
  type: string;
  price: number | null;
  quantity: number | null;
  currency: string | null;
  publisherName: string | null;
  solutionType: string | null;
  closingDateTime: string | null;
}

interface Requirements {
  industries: { id: string }[];
  products: { id: string }[];
  services: { id: string }[];
  solutions: Solution[];
  offers: unknown[];
  salesPlays: unknown[];
  additionalRequirements: { iot: unknown; attributes: { type: string; id: string }[] };
}

interface Details {
  notes: string | null;
  dealValue: number | null;
  currency: string | null;
  closingDateTime: string | null;
  customerRequestedContact: boolean | null;
  customerAction: string | null;
  incentiveLevel: unknown;
  requirements: Requirements;
}

interface Member {
  firstName: string;
  lastName: string;
  phoneNumber: string;
  email: string;
  title?: string | null;
}

interface InviteContext {
  notes: string | null;
  assistanceRequestCode: string;
  invitedMpnId: string | null;
  invitedBy: { organizationId: string | null; organizationName: string | null };
}

interface TrackingInfo {
  microsoftMsxId: string | null;
  microsoftUSFedOpportunityId: string | null;
  microsoftUSFedLeadId: string | null;
  migratedPSCDealId: string | null;
  migratedPSCPartnerDealId: string | null;
}

export interface Registration {
  id: string;
  type: string;
  registrationDateTime: string;
  status: string;
  statusReason: string | null;
  contract: Record<string, unknown>;
  solutionDetails: Record<string, unknown>[];
  statusHistory: Record<string, string | null>;
}

/** The organisation that owns Microsoft's half of a shared deal. */
export const MICROSOFT = 'msft';

const NO_IOT = {
  customerLicenseAgreementNumber: null,
  deviceCategory: null,
  siliconType: null,
  azureCertifiedDevice: false,
  attachServices: false,
};

export const BLANK_SOLUTION: Omit<Solution, 'id'> = {
  name: null,
  type: 'None',
  price: null,
  quantity: null,
  currency: null,
  publisherName: null,
  solutionType: null,
  closingDateTime: null,
};

/** A referral with every property the service always sends, at the value it sends when nothing was given. */
export function blankReferral(): Referral {
  return {
    id: '',
    engagementId: '',
    name: '',
    organizationId: '',
    organizationName: '',
    lastModifiedVia: null,
    lastRunId: null,
    externalReferenceId: null,
    createdDateTime: '',
    updatedDateTime: '',
    expirationDateTime: null,
    status: 'New',
    substatus: 'Pending',
    statusReason: null,
    qualification: 'None',
    type: 'Independent',
    referralSource: null,
    eTag: '',
    favorite: false,
    campaignId: null,
    salesStage: null,
    quality: 'Unknown',
    isSpam: false,
    direction: 'Incoming',
    mpnId: '',
    referralProgram: null,
    dealSensitivity: 'None',
    createdVia: null,
    tags: [],
    acceptedDateTime: null,
    closedDateTime: null,
    callToAction: null,
    registrationStatus: 'None',
    target: [],
    customerProfile: { name: '', size: null, address: { country: '' }, team: [], ids: [], isMatchingComplete: false },
    consent: {
      consentToToShareInfoWithOthers: false,
      consentToContact: false,
      consentToShareReferralWithMicrosoftSellers: false,
      consentToMicrosoftToContactSpecificPartners: null,
    },
    details: {
      notes: null,
      dealValue: null,
      currency: null,
      closingDateTime: null,
      requirements: {
        industries: [],
        products: [],
        services: [],
        solutions: [],
        offers: [],
        salesPlays: [],
        additionalRequirements: { iot: { ...NO_IOT }, attributes: [] },
      },
      customerRequestedContact: null,
      customerAction: null,
      incentiveLevel: null,
    },
    team: [],
    inviteContext: {
      notes: null,
      assistanceRequestCode: 'Unknown',
      invitedMpnId: null,
      invitedBy: { organizationId: null, organizationName: null },
    },
    links: { relatedReferrals: { uri: '', method: 'GET' }, self: { uri: '', method: 'GET' } },
    trackingInfo: {
      microsoftMsxId: null,
      microsoftUSFedOpportunityId: null,
      microsoftUSFedLeadId: null,
      migratedPSCDealId: null,
      migratedPSCPartnerDealId: null,
    },
    registrations: [],
  };
}
