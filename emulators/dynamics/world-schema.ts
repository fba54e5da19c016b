import * as z from 'zod';

const Guid = z.guid().transform((text) => text.toLowerCase());
const CurrencyCode = z.string().regex(/^[A-Z]{3}$/);

const Organization = z.strictObject({
  id: Guid.default('7c5be8c1-30a5-4e0c-9c53-1b9b51c0f001'),
  name: z.string().min(1).default('Lakeshore Data Works'),
  uniqueName: z.string().min(1).default('lakeshore'),
  tenantId: Guid.default('3d6f1f53-8a67-4b0a-8f35-9f2a1f0c7a01'),
  baseCurrency: CurrencyCode.default('USD'),
  installed: z
    .enum(['none', 'cosell', 'microsoft'])
    .default('cosell')
    .describe("Whose columns and tables exist: nobody's, the connector's own (csl_), or Microsoft's (msft_)"),
  changeTrackingDays: z.int().min(1).max(365).default(7).describe('Age at which a delta token expires'),
  changeTrackingOff: z.array(z.string()).default([]).describe('Tables whose change tracking is off'),
  optimisticConcurrencyOff: z.array(z.string()).default([]).describe('Tables that refuse If-Match with an ETag'),
});

const Currency = z.strictObject({
  code: CurrencyCode,
  name: z.string().min(1),
  symbol: z.string().min(1),
  precision: z.int().min(0).max(4).default(2),
  rate: z.number().positive().describe('How many of it make one of the base currency'),
  active: z.boolean().default(true),
});

export const RIGHTS = ['create', 'read', 'write', 'delete', 'append', 'appendto', 'assign', 'share'] as const;

const Privilege = z.strictObject({
  table: z.string().min(1).describe('Logical name, or * for every table that no other entry names'),
  rights: z.array(z.enum(RIGHTS)).default([...RIGHTS]),
  depth: z.enum(['user', 'organization']).default('organization').describe('Own rows, or all'),
});

const Role = z.strictObject({
  name: z.string().min(1),
  privileges: z.array(Privilege).default([]),
  actOnBehalf: z.boolean().default(false).describe('prvActOnBehalfOfAnotherUser: may impersonate'),
});
export type WorldRole = z.output<typeof Role>;

export const Restrictions = z.strictObject({
  hiddenColumns: z.array(z.string()).default([]).describe('Column security: `account.telephone1` reads as null'),
  readOnlyColumns: z.array(z.string()).default([]),
  hiddenTables: z.array(z.string()).default([]),
  readOnlyTables: z.array(z.string()).default([]),
  hiddenRows: z.array(z.string()).default([]).describe('Ids of rows that are not shared with the user'),
});
export type Restrictions = z.output<typeof Restrictions>;

const User = z.strictObject({
  id: Guid.optional(),
  username: z.string().min(1),
  firstName: z.string().default(''),
  lastName: z.string().min(1),
  email: z.email(),
  phone: z.string().optional(),
  title: z.string().optional(),
  active: z.boolean().default(true),
  role: z.string().nullable().default('System Administrator').describe('System Administrator may do everything'),
  applicationId: Guid.optional().describe('Makes it the application user of this app registration'),
  objectId: Guid.optional().describe('Object id in Entra ID, for CallerObjectId'),
  restrictions: Restrictions.optional(),
});

const CLIENT_ID = '5b0c2a52-7f0e-4a5e-9df4-2f3f5a1c0b01';

const Client = z.strictObject({
  id: Guid.default(CLIENT_ID),
  secret: z.string().min(1).default('emulated-client-secret'),
  publicKey: z.string().optional().describe('PEM of the certificate or public key that signs client assertions'),
});

const StatusReason = z.strictObject({
  table: z.string(),
  state: z.int(),
  value: z.int(),
  label: z.string().min(1),
});

export const DuplicateRuleInput = z.strictObject({
  name: z.string().min(1),
  table: z.string().min(1),
  columns: z.array(z.string()).min(1).describe('Rows that agree in all of these are duplicates'),
});
export type DuplicateRule = z.output<typeof DuplicateRuleInput>;

export const ValidationRuleInput = z.strictObject({
  name: z.string().min(1),
  table: z.string().min(1),
  when: z.string().min(1).describe('A $filter; a row that satisfies it is refused, as by a plug-in of the partner'),
  message: z.string().min(1),
  changed: z
    .array(z.string())
    .optional()
    .describe('Judge only writes that name one of these columns (a creation names all)'),
});
export type ValidationRuleInput = z.output<typeof ValidationRuleInput>;

/** A row to start with. Lookups are `@ref` of an earlier row, or its id. */
export const SeedRecord = z.strictObject({
  table: z.string().min(1),
  ref: z.string().optional(),
  id: Guid.optional(),
  values: z.record(z.string(), z.unknown()).default({}).describe('By logical name of the column'),
  by: z.string().optional().describe('Username of who creates it; the first user when absent'),
  createdDaysAgo: z.number().min(0).optional(),
});
export type SeedRecord = z.output<typeof SeedRecord>;

const INTEGRATION = 'Cosell Integration';

export const DEFAULT_USERS: readonly z.input<typeof User>[] = [
  {
    username: 'integration@lakeshore.example',
    firstName: 'Cosell',
    lastName: 'Integration',
    email: 'integration@lakeshore.example',
    applicationId: CLIENT_ID,
    role: INTEGRATION,
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
    username: 'marta.lind@lakeshore.example',
    firstName: 'Marta',
    lastName: 'Lind',
    email: 'marta.lind@lakeshore.example',
    phone: '+12065550177',
    title: 'Partner Manager',
  },
  {
    username: 'ana.admin@lakeshore.example',
    firstName: 'Ana',
    lastName: 'Admin',
    email: 'ana.admin@lakeshore.example',
    title: 'CRM Administrator',
  },
];

const DEFAULT_CURRENCIES: z.input<typeof Currency>[] = [
  { code: 'USD', name: 'US Dollar', symbol: '$', rate: 1 },
  { code: 'EUR', name: 'Euro', symbol: '€', rate: 0.92 },
  { code: 'GBP', name: 'Pound Sterling', symbol: '£', rate: 0.79 },
];

/** The `dynamics` section of a world file: one organisation and what it holds at the start. */
export const DynamicsWorld = z.strictObject({
  organization: Organization.prefault({}),
  client: Client.prefault({}),
  users: z
    .array(User)
    .min(1)
    .prefault(DEFAULT_USERS.map((user) => ({ ...user }))),
  roles: z.array(Role).prefault([{ name: INTEGRATION, privileges: [{ table: '*' }], actOnBehalf: true }]),
  currencies: z.array(Currency).min(1).prefault(DEFAULT_CURRENCIES),
  statusReasons: z.array(StatusReason).default([]).describe('Reasons that an administrator added'),
  leadColumnMapping: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      'Columns of the opportunity by the lead column that a qualification carries over; standard ones need none',
    ),
  securedColumns: z.array(z.string()).default([]).describe('Columns under column security, as `account.telephone1`'),
  duplicateRules: z.array(DuplicateRuleInput).default([]),
  validationRules: z.array(ValidationRuleInput).default([]),
  records: z.array(SeedRecord).default([]),
  switches: z
    .record(z.string(), z.union([z.boolean(), z.string(), z.number()]))
    .default({})
    .describe('Switches of docs/reference/emulators.md that differ from their defaults'),
});
export type DynamicsWorld = z.output<typeof DynamicsWorld>;
export type DynamicsWorldInput = z.input<typeof DynamicsWorld>;
