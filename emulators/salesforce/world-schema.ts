import * as z from 'zod';
import { canonicalId } from './ids.ts';
import { DEFAULT_LEAD_STATUSES, DEFAULT_STAGES } from './schema/picklists.ts';

const RecordId = z
  .string()
  .refine((text) => canonicalId(text) !== undefined, 'expected a record id of 15 or 18 characters');

const Organization = z.strictObject({
  id: RecordId.default('00DKx0000000001MAA'),
  name: z.string().min(1).default('Lakeshore Data Works'),
  edition: z.string().default('Enterprise Edition'),
  sandbox: z.boolean().default(false),
  timeZone: z.string().default('America/Los_Angeles'),
  statePicklists: z
    .boolean()
    .default(true)
    .describe('Codes for countries and states beside their texts; a fresh organisation has them on'),
  multiCurrency: z.boolean().default(false),
  /** Active currencies; they matter only with multiCurrency. */
  currencies: z
    .array(z.string().regex(/^[A-Z]{3}$/))
    .min(1)
    .default(['USD', 'EUR', 'GBP']),
  /** The corporate currency. */
  defaultCurrency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('USD'),
  opportunityTeams: z.boolean().default(true),
  enhancedNotes: z.boolean().default(true),
  microsoftPackage: z
    .boolean()
    .default(true)
    .describe("Microsoft's own package is installed; without it, its fields and sObjects do not exist"),
  dailyApiRequests: z.int().min(1).default(100_000).describe('API calls per rolling 24 hours'),
});

export const Restrictions = z.strictObject({
  hiddenFields: z.array(z.string()).default([]).describe('Fields as `Account.Phone`'),
  readOnlyFields: z.array(z.string()).default([]),
  hiddenSObjects: z.array(z.string()).default([]),
  readOnlySObjects: z.array(z.string()).default([]),
  hiddenRecords: z.array(z.string()).default([]).describe('Ids of records that are not shared with the user'),
});
export type Restrictions = z.output<typeof Restrictions>;

const User = z.strictObject({
  id: RecordId.optional(),
  username: z.string().min(1),
  firstName: z.string().default(''),
  lastName: z.string().min(1),
  email: z.email(),
  phone: z.string().optional(),
  title: z.string().optional(),
  active: z.boolean().default(true),
  permissionSets: z.array(z.string()).default([]).describe('Names of permission sets'),
  restrictions: Restrictions.optional(),
  modifyMetadata: z
    .boolean()
    .default(false)
    .describe('May deploy metadata and use the Tooling API ("Modify Metadata Through Metadata API Functions")'),
});
export type WorldStage = z.output<typeof StageInput>;
export type WorldUser = z.output<typeof User>;

const Grant = z.strictObject({
  /** API name, or `*` for everything that Microsoft's package has added. */
  sobject: z.string().min(1),
  fields: z.union([z.literal('all'), z.array(z.string())]).default('all'),
  access: z.enum(['read', 'edit']).default('edit'),
});

export type WorldGrant = z.output<typeof Grant>;

const PermissionSet = z.strictObject({
  name: z.string().min(1),
  label: z.string().min(1),
  grants: z.array(Grant).default([]),
});
export type WorldPermissionSet = z.output<typeof PermissionSet>;

const Client = z.strictObject({
  id: z.string().min(1).default('emulated-consumer-key'),
  secret: z.string().min(1).default('emulated-consumer-secret'),
  runAs: z
    .string()
    .nullable()
    .default('integration@lakeshore.example')
    .describe('User the client credentials flow runs as; null: none is configured'),
  publicKey: z.string().optional().describe('PEM of the certificate or public key that signs JWT bearer assertions'),
  preauthorized: z
    .array(z.string())
    .default(['integration@lakeshore.example'])
    .describe('Users who are pre-authorised for the JWT bearer flow'),
});

export const StageInput = z.strictObject({
  name: z.string().min(1).max(255),
  label: z.string().optional(),
  active: z.boolean().default(true),
  isClosed: z.boolean().default(false),
  isWon: z.boolean().default(false),
  probability: z.int().min(0).max(100),
  forecastCategoryName: z.enum(['Omitted', 'Pipeline', 'Best Case', 'Commit', 'Closed']).default('Pipeline'),
});

const LeadStatus = z.strictObject({
  name: z.string().min(1).max(255),
  label: z.string().optional(),
  isDefault: z.boolean().default(false),
  isConverted: z.boolean().default(false),
});

export const ValidationRuleInput = z.strictObject({
  name: z.string().min(1),
  sobject: z.string().min(1),
  when: z.string().min(1).describe('A SOQL condition; a record that satisfies it is refused'),
  message: z.string().min(1),
  field: z.string().optional(),
  changed: z
    .array(z.string())
    .optional()
    .describe('Judge only saves that change one of these fields (a creation changes all)'),
});

export const DuplicateRuleInput = z.strictObject({
  name: z.string().min(1),
  sobject: z.enum(['Account', 'Contact', 'Lead']),
  fields: z.array(z.string()).min(1),
  allowSave: z.boolean().default(true),
});

/** A record to start with. Texts such as `@contoso` in `fields` stand for the id of the record with that `ref`. */
export const SeedRecord = z.strictObject({
  sobject: z.string().min(1),
  ref: z.string().optional(),
  id: RecordId.optional(),
  fields: z.record(z.string(), z.unknown()).default({}),
  by: z.string().optional().describe('Username of who creates it; the first user when absent'),
  createdDaysAgo: z.number().min(0).optional(),
});
export type SeedRecord = z.output<typeof SeedRecord>;

const INTEGRATION_SET = 'CoSell_Connector_Integration';

const DEFAULT_USERS: z.input<typeof User>[] = [
  {
    username: 'integration@lakeshore.example',
    firstName: 'Cosell',
    lastName: 'Integration',
    email: 'integration@lakeshore.example',
    permissionSets: [INTEGRATION_SET],
    modifyMetadata: true,
  },
  {
    username: 'sam.seller@lakeshore.example',
    firstName: 'Sam',
    lastName: 'Seller',
    email: 'sam.seller@lakeshore.example',
    phone: '+12065550170',
    title: 'Account Executive',
  },
  {
    username: 'ana.admin@lakeshore.example',
    firstName: 'Ana',
    lastName: 'Admin',
    email: 'ana.admin@lakeshore.example',
    title: 'CRM Administrator',
    modifyMetadata: true,
  },
];

/** The `salesforce` section of a world file: one organisation and what it holds at the start. */
export const SalesforceWorld = z.strictObject({
  organization: Organization.prefault({}),
  client: Client.prefault({}),
  users: z.array(User).min(1).prefault(DEFAULT_USERS),
  permissionSets: z
    .array(PermissionSet)
    .prefault([{ name: INTEGRATION_SET, label: 'Co-sell connector integration', grants: [{ sobject: '*' }] }]),
  stages: z
    .array(StageInput)
    .min(1)
    .prefault(DEFAULT_STAGES.map((stage) => ({ ...stage }) as z.input<typeof StageInput>)),
  leadStatuses: z
    .array(LeadStatus)
    .min(1)
    .prefault(DEFAULT_LEAD_STATUSES.map((status) => ({ ...status }))),
  leadFieldMapping: z
    .record(z.string(), z.string())
    .default({})
    .describe('Fields of the opportunity by the lead field that a conversion carries over; standard ones need none'),
  microsoftValidationRules: z
    .array(z.string())
    .default([])
    .describe("Names of Microsoft's validation rules to activate; in the package all are inactive"),
  validationRules: z.array(ValidationRuleInput).default([]),
  duplicateRules: z.array(DuplicateRuleInput).default([]),
  records: z.array(SeedRecord).default([]),
  switches: z
    .record(z.string(), z.union([z.boolean(), z.string(), z.number()]))
    .default({})
    .describe('Switches of docs/reference/emulators.md that differ from their defaults'),
});
export type SalesforceWorld = z.output<typeof SalesforceWorld>;
export type SalesforceWorldInput = z.input<typeof SalesforceWorld>;
