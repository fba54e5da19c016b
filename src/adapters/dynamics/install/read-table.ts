import * as z from 'zod';
import { type Row, understood } from '../schema.ts';
import type { ColumnFacts, KeyFacts, TableFacts } from './inventory.ts';
import type { OrgAdmin } from './org-admin.ts';
import { MARK } from './package.ts';

const Label = z
  .object({
    UserLocalizedLabel: z.object({ Label: z.string().nullish() }).nullish(),
    LocalizedLabels: z.array(z.object({ Label: z.string().nullish() })).nullish(),
  })
  .nullish();

const Definition = z.object({
  MetadataId: z.string(),
  EntitySetName: z.string().nullish(),
  Description: Label,
  ChangeTrackingEnabled: z.boolean().nullish(),
  CanChangeTrackingBeEnabled: z.object({ Value: z.boolean() }).nullish(),
});

const Attribute = z.object({
  LogicalName: z.string(),
  MetadataId: z.string(),
  AttributeType: z.string().nullish(),
  Description: Label,
  IsManaged: z.boolean().nullish(),
});

const Sized = z.object({ LogicalName: z.string(), MaxLength: z.number().nullish() });

const Choices = z.object({
  LogicalName: z.string(),
  OptionSet: z.object({ Options: z.array(z.object({ Value: z.number(), Label })).nullish() }).nullish(),
});

const Relationship = z.object({
  SchemaName: z.string(),
  ReferencingAttribute: z.string(),
  ReferencedEntity: z.string(),
});

const Key = z.object({
  MetadataId: z.string(),
  LogicalName: z.string(),
  KeyAttributes: z.array(z.string()),
  EntityKeyIndexStatus: z.enum(['Pending', 'InProgress', 'Active', 'Failed']).nullish(),
});

/** A table with all its columns; null where there is none. */
export async function readTable(name: string, admin: OrgAdmin): Promise<TableFacts | null> {
  const base = definitionPath(name);
  const select = 'MetadataId,EntitySetName,Description,ChangeTrackingEnabled,CanChangeTrackingBeEnabled,IsCustomEntity';
  const found = await admin.read(`${base}?$select=${select}`);
  if (!found) return null;
  const definition = understood(Definition, found, 'EntityDefinitions');
  const cast = (type: string, rest: string) =>
    admin.rows(`${base}/Attributes/Microsoft.Dynamics.CRM.${type}AttributeMetadata?$select=LogicalName${rest}`);
  const [attributes, strings, memos, choices, relationships, keys] = await Promise.all([
    admin.rows(`${base}/Attributes?$select=LogicalName,MetadataId,AttributeType,Description,IsManaged`),
    cast('String', ',MaxLength'),
    cast('Memo', ',MaxLength'),
    cast('Picklist', '&$expand=OptionSet'),
    admin.rows(`${base}/ManyToOneRelationships?$select=SchemaName,ReferencingAttribute,ReferencedEntity`),
    readKeys(name, admin),
  ]);
  return {
    metadataId: definition.MetadataId,
    set: definition.EntitySetName ?? `${name}s`,
    ours: isOurs(definition.Description),
    tracksChanges: definition.ChangeTrackingEnabled ?? false,
    canTrackChanges: definition.CanChangeTrackingBeEnabled?.Value ?? true,
    columns: columnsOf(attributes, [...strings, ...memos], choices, relationships),
    keys,
  };
}

export const definitionPath = (table: string): string => `EntityDefinitions(LogicalName='${table}')`;

export async function readKeys(table: string, admin: OrgAdmin): Promise<KeyFacts[]> {
  const rows = await admin.rows(
    `${definitionPath(table)}/Keys?$select=MetadataId,LogicalName,KeyAttributes,EntityKeyIndexStatus`,
  );
  return rows.map((row) => {
    const key = understood(Key, row, 'Keys');
    return {
      metadataId: key.MetadataId,
      name: key.LogicalName,
      columns: key.KeyAttributes,
      status: key.EntityKeyIndexStatus ?? 'Active',
    };
  });
}

function columnsOf(
  attributes: readonly Row[],
  sized: readonly Row[],
  choices: readonly Row[],
  relationships: readonly Row[],
): Map<string, ColumnFacts> {
  const lengths = new Map(
    sized.map((row) => understood(Sized, row, 'Attributes')).map((each) => [each.LogicalName, each]),
  );
  const options = new Map(
    choices.map((row) => understood(Choices, row, 'Attributes')).map((each) => [each.LogicalName, each]),
  );
  const referring = Map.groupBy(
    relationships.map((row) => understood(Relationship, row, 'ManyToOneRelationships')),
    ({ ReferencingAttribute }) => ReferencingAttribute,
  );
  return new Map(
    attributes.map((row) => {
      const {
        LogicalName: name,
        MetadataId,
        AttributeType,
        Description,
        IsManaged,
      } = understood(Attribute, row, 'Attributes');
      const behind = referring.get(name) ?? [];
      const facts: ColumnFacts = {
        metadataId: MetadataId,
        ours: isOurs(Description),
        managed: IsManaged ?? false,
        type: (AttributeType ?? '').toLowerCase(),
        length: lengths.get(name)?.MaxLength ?? 0,
        choices: (options.get(name)?.OptionSet?.Options ?? []).map(({ Value, Label: label }) => ({
          value: Value,
          label: textOf(label),
        })),
        targets: behind.map(({ ReferencedEntity }) => ReferencedEntity),
        relationship: behind[0]?.SchemaName ?? null,
      };
      return [name, facts] as const;
    }),
  );
}

function textOf(label: z.infer<typeof Label>): string {
  return label?.UserLocalizedLabel?.Label ?? label?.LocalizedLabels?.[0]?.Label ?? '';
}

/** An administrator may have written more to the description, in any language. */
function isOurs(label: z.infer<typeof Label>): boolean {
  const texts = [label?.UserLocalizedLabel, ...(label?.LocalizedLabels ?? [])];
  return texts.some((each) => each?.Label?.includes(MARK) ?? false);
}
