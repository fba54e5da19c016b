import * as z from 'zod';
import { CosellError } from '../../core/errors.ts';

/** A row as the API answers it; which columns it has depends on the environment. */
export const Row = z.looseObject({});
export type Row = z.infer<typeof Row>;

export const RowSet = z.looseObject({
  value: z.array(Row),
  '@odata.nextLink': z.string().optional(),
  '@odata.deltaLink': z.string().optional(),
  '@odata.count': z.number().optional(),
});
export type RowSet = z.infer<typeof RowSet>;

/** The body of a failed request; the code is `0x…`, empty in some old versions. */
export const ErrorBody = z.object({
  error: z.looseObject({ code: z.string().default(''), message: z.string().default('') }),
});

export const WhoAmI = z.object({ UserId: z.string(), OrganizationId: z.string(), BusinessUnitId: z.string() });

const Label = z.object({ UserLocalizedLabel: z.object({ Label: z.string().nullish() }).nullish() }).nullish();

const OptionMetadata = z.object({
  Value: z.number(),
  Label,
  ExternalValue: z.string().nullish(),
  /** Status reasons only. */
  State: z.number().nullish(),
  /** States only. */
  DefaultStatus: z.number().nullish(),
});

export const AttributeMetadata = z.looseObject({
  LogicalName: z.string(),
  SchemaName: z.string().nullish(),
  AttributeType: z.string().nullish(),
  DisplayName: Label,
  IsValidForCreate: z.boolean().nullish(),
  IsValidForUpdate: z.boolean().nullish(),
  IsValidForRead: z.boolean().nullish(),
  RequiredLevel: z.object({ Value: z.string() }).nullish(),
  MaxLength: z.number().nullish(),
  Precision: z.number().nullish(),
  PrecisionSource: z.number().nullish(),
  Targets: z.array(z.string()).nullish(),
  OptionSet: z.object({ Options: z.array(OptionMetadata).nullish() }).nullish(),
});
export type AttributeMetadata = z.infer<typeof AttributeMetadata>;

export const TableMetadata = z.looseObject({
  LogicalName: z.string(),
  EntitySetName: z.string().nullish(),
  PrimaryIdAttribute: z.string().nullish(),
  PrimaryNameAttribute: z.string().nullish(),
  DisplayName: Label,
  DisplayCollectionName: Label,
  ChangeTrackingEnabled: z.boolean().nullish(),
  IsOptimisticConcurrencyEnabled: z.boolean().nullish(),
});
export type TableMetadata = z.infer<typeof TableMetadata>;

export const RelationshipMetadata = z.looseObject({
  ReferencingAttribute: z.string(),
  ReferencedEntity: z.string(),
  ReferencingEntityNavigationPropertyName: z.string(),
});

export const KeyMetadata = z.looseObject({
  KeyAttributes: z.array(z.string()),
  EntityKeyIndexStatus: z.string().nullish(),
});

export function labelOf(label: z.infer<typeof Label>): string | null {
  return label?.UserLocalizedLabel?.Label ?? null;
}

/** Reads an answer into its shape. Throws `bad-input` naming the place in the answer that is not as documented. */
export function understood<Schema extends z.ZodType>(schema: Schema, body: unknown, place: string): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw unexpected(`at ${issue?.path.join('.') || 'the top'}: ${issue?.message ?? ''}`, place);
}

/** An answer that is not as documented. `outcomeUnknown`: it was to a write. */
export function unexpected(what: string, place: string, outcomeUnknown = false): CosellError {
  return new CosellError({
    code: 'dynamics-answer',
    recovery: 'bad-input',
    message: `Dynamics 365 answered something unexpected ${what}`,
    remedy: 'Check the API version and the address in the settings, and that no proxy answers in its place.',
    place: `Dynamics 365 ${place}`,
    outcomeUnknown,
  });
}
