import { objectShape } from './describe.ts';
import { joinOrg, type Org, type OrgShapes } from './org.ts';
import { DescribeAnswer } from './schema.ts';
import { DEFAULT_SETTINGS, type SalesforceSettings } from './settings.ts';

/** A small org for unit tests: what a describe answers for the columns of the mapping. */

interface ColumnSketch {
  name: string;
  type?: string;
  length?: number;
  scale?: number;
  nillable?: boolean;
  updateable?: boolean;
  restrictedPicklist?: boolean;
  externalId?: boolean;
  relationshipName?: string;
  referenceTo?: string[];
  choices?: readonly string[];
}

const HELP = [
  'Workload Specific Value Proposition',
  'Customer Technical Architecture',
  'Proof Of Concept or Demo',
  'Quotes or Licensing',
  'Post Sales Customer Success',
  'General or Other',
];

const OPPORTUNITY: readonly ColumnSketch[] = [
  { name: 'Name', length: 120, nillable: false },
  { name: 'StageName', length: 255, nillable: false },
  { name: 'CloseDate', type: 'date', nillable: false },
  { name: 'Amount', type: 'currency', scale: 2 },
  { name: 'Description', type: 'textarea', length: 32_000 },
  { name: 'Sync_With_Partner_Center__c', type: 'boolean' },
  { name: 'Referral_Identifier__c', length: 100, externalId: true },
  { name: 'Referral_Link__c', type: 'url', length: 255 },
  { name: 'Audit__c', type: 'textarea', length: 100_000 },
  { name: 'How_can_Microsoft_help__c', type: 'picklist', length: 255, restrictedPicklist: true, choices: HELP },
  { name: 'Referral_visible_to_Microsoft_sellers__c', type: 'boolean' },
  { name: 'Microsoft_CRM_Identifier__c', length: 100 },
  { name: 'Referral_Program__c', length: 200 },
  { name: 'Products__c', length: 255 },
  {
    name: 'Solution_Area__c',
    type: 'reference',
    relationshipName: 'Solution_Area__r',
    referenceTo: ['Solution_Area__c'],
  },
];

const ACCOUNT: readonly ColumnSketch[] = [
  { name: 'Name', length: 255 },
  { name: 'BillingStreet', length: 255 },
  { name: 'BillingCity', length: 40 },
  { name: 'BillingState', length: 80 },
  { name: 'BillingPostalCode', length: 20 },
  { name: 'BillingCountry', length: 80 },
];

const CONTACT: readonly ColumnSketch[] = [
  { name: 'FirstName', length: 40 },
  { name: 'LastName', length: 80, nillable: false },
  { name: 'Email', type: 'email', length: 80 },
  { name: 'Phone', length: 40 },
];

const LINE: readonly ColumnSketch[] = [
  { name: 'Opportunity__c', type: 'reference', referenceTo: ['Opportunity'], relationshipName: 'Opportunity__r' },
  {
    name: 'Solution__c',
    type: 'reference',
    referenceTo: ['Microsoft_Solution_Detail__c'],
    relationshipName: 'Solution__r',
  },
  { name: 'Price__c', type: 'currency', scale: 2 },
  { name: 'Quantity__c', type: 'double', scale: 0 },
];

const DETAIL: readonly ColumnSketch[] = [
  { name: 'Name', length: 80 },
  { name: 'Solution_Identifier__c', length: 100 },
  { name: 'Type__c', type: 'picklist', restrictedPicklist: true, choices: ['1P', '3P'] },
  { name: 'Publisher_Name__c', length: 200 },
];

const CHILDREN = [
  {
    childSObject: 'OpportunityContactRole',
    field: 'OpportunityId',
    relationshipName: 'OpportunityContactRoles',
  },
  {
    childSObject: 'Microsoft_Solutions__c',
    field: 'Opportunity__c',
    relationshipName: 'Opportunity_To_Microsoft_Solutions__r',
  },
];

function shape(name: string, columns: readonly ColumnSketch[], childRelationships: typeof CHILDREN = []) {
  const fields = columns.map(({ choices, ...column }) => ({
    type: 'string',
    createable: true,
    updateable: true,
    ...column,
    picklistValues: choices?.map((value) => ({ value })) ?? [],
  }));
  return objectShape(DescribeAnswer.parse({ name, fields, childRelationships }));
}

export function testShapes(
  extra: { opportunity?: readonly ColumnSketch[]; account?: readonly ColumnSketch[] } = {},
): OrgShapes {
  return {
    opportunity: shape('Opportunity', [...OPPORTUNITY, ...(extra.opportunity ?? [])], CHILDREN),
    account: shape('Account', [...ACCOUNT, ...(extra.account ?? [])]),
    contact: shape('Contact', CONTACT),
    lead: null,
    contentNote: null,
    note: null,
    contactRole: shape('OpportunityContactRole', [{ name: 'IsPrimary', type: 'boolean' }]),
    solutionLine: shape('Microsoft_Solutions__c', LINE),
    solutionDetail: shape('Microsoft_Solution_Detail__c', DETAIL),
  };
}

export const TEST_SETTINGS: SalesforceSettings = {
  ...DEFAULT_SETTINGS,
  instanceUrl: 'https://acme.my.salesforce.com',
  auth: { kind: 'client-credentials', clientId: 'client', clientSecret: 'secret' },
  onHoldStage: 'On Hold',
  defaultCurrency: 'EUR',
};

const TEST_STAGES = {
  onHold: 'On Hold',
  active: 'Prospecting',
  won: 'Closed Won',
  lost: 'Closed Lost',
  known: new Set(['on hold', 'prospecting', 'negotiation', 'closed won', 'closed lost']),
};

export function testOrg(settings: Partial<SalesforceSettings> = {}, shapes: OrgShapes = testShapes()): Org {
  const { org, lacks } = joinOrg({ ...TEST_SETTINGS, ...settings }, shapes, TEST_STAGES);
  if (!org) throw new Error(`The test org lacks ${JSON.stringify(lacks)}`);
  return org;
}
