import * as z from 'zod';
import { CosellError } from '../../core/errors.ts';

/** A record as a query answers it: `Id` is always selected, the rest depends on the org. */
export const Row = z.looseObject({ Id: z.string() });
export type Row = z.infer<typeof Row>;

export const QueryAnswer = z.object({
  totalSize: z.number(),
  done: z.boolean(),
  nextRecordsUrl: z.string().optional(),
  records: z.array(Row),
});
export type QueryAnswer = z.infer<typeof QueryAnswer>;

/** One error of a failed call or part. Collections write `statusCode` where all others write `errorCode`. */
export const ApiError = z
  .looseObject({
    message: z.string().default(''),
    errorCode: z.string().optional(),
    statusCode: z.string().optional(),
    fields: z.array(z.string()).nullish(),
  })
  .transform((error) => ({
    code: error.errorCode ?? error.statusCode ?? 'UNKNOWN',
    message: error.message,
    fields: error.fields ?? [],
    duplicates: duplicateIds(error),
  }));
export type ApiError = z.infer<typeof ApiError>;
export const ApiErrors = z.array(ApiError).min(1);
export type ApiErrors = z.infer<typeof ApiErrors>;

/** The answer of one part of a composite call; `body` holds the record, the query answer or the errors. */
export const PartAnswer = z.object({
  referenceId: z.string(),
  httpStatusCode: z.number(),
  httpHeaders: z.record(z.string(), z.string()).nullish(),
  body: z.unknown(),
});
export type PartAnswer = z.infer<typeof PartAnswer>;

export const CompositeAnswer = z.object({ compositeResponse: z.array(PartAnswer) });

export const GraphAnswer = z.object({
  graphs: z.array(
    z.object({
      graphId: z.string(),
      isSuccessful: z.boolean(),
      graphResponse: z.object({ compositeResponse: z.array(PartAnswer) }),
    }),
  ),
});

export const SavedBody = z.object({ id: z.string(), success: z.boolean().optional(), created: z.boolean().optional() });

const DescribedColumn = z.object({
  name: z.string(),
  label: z.string().default(''),
  type: z.string(),
  length: z.number().default(0),
  scale: z.number().default(0),
  nillable: z.boolean().default(true),
  createable: z.boolean().default(false),
  updateable: z.boolean().default(false),
  defaultedOnCreate: z.boolean().default(false),
  restrictedPicklist: z.boolean().default(false),
  externalId: z.boolean().default(false),
  controllerName: z.string().nullish(),
  relationshipName: z.string().nullish(),
  calculatedFormula: z.string().nullish(),
  referenceTo: z.array(z.string()).nullish(),
  picklistValues: z
    .array(
      z.object({
        value: z.string(),
        label: z.string().nullish(),
        active: z.boolean().default(true),
        validFor: z.string().nullish(),
      }),
    )
    .nullish(),
});
export type DescribedColumn = z.infer<typeof DescribedColumn>;

export const DescribeAnswer = z.object({
  name: z.string(),
  createable: z.boolean().default(true),
  updateable: z.boolean().default(true),
  deletable: z.boolean().default(true),
  fields: z.array(DescribedColumn),
  childRelationships: z
    .array(z.object({ childSObject: z.string(), field: z.string(), relationshipName: z.string().nullish() }))
    .default([]),
});
export type DescribeAnswer = z.infer<typeof DescribeAnswer>;

/** Reads an answer into its shape. Throws `bad-input` naming the place in the answer that is not as documented. */
export function understood<Schema extends z.ZodType>(schema: Schema, body: unknown, place: string): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new CosellError({
    code: 'salesforce-answer',
    recovery: 'bad-input',
    message: `Salesforce answered something unexpected at ${issue?.path.join('.') || 'the top'}: ${issue?.message ?? ''}`,
    remedy: 'Check the API version and the address in the settings, and that no proxy answers in its place.',
    place,
  });
}

// The vendor misspells the key in the versions recorded so far (contract §1.7), so both spellings are read.
function duplicateIds(error: Record<string, unknown>): string[] {
  const result = error['duplicateResut'] ?? error['duplicateResult'];
  const parsed = DuplicateResult.safeParse(result);
  if (!parsed.success) return [];
  return parsed.data.matchResults.flatMap((match) => match.matchRecords.map(({ record }) => record.Id));
}

const DuplicateResult = z.object({
  matchResults: z.array(z.object({ matchRecords: z.array(z.object({ record: z.object({ Id: z.string() }) })) })),
});
