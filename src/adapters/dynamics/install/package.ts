import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import {
  EXTENDED_TABLES,
  type ExtendedTable,
  OWN_TABLES,
  type OwnTable,
  type PackageColumn,
  PUBLISHER,
} from '../columns.ts';

/** Stands in the description of everything that the package creates; by it what is ours is told from what is not. */
export const MARK = 'Part of Cosell.';

const solution = z.strictObject({
  uniqueName: z.string(),
  label: z.string(),
  description: z.string(),
  version: z.string().regex(/^\d+(\.\d+){3}$/),
  publisher: z.string(),
});

const forms = z.strictObject({
  label: z.string(),
  tables: z.record(
    z.string(),
    z.strictObject({
      left: z.array(z.string()),
      right: z.array(z.string()),
      grid: z.strictObject({ label: z.string(), table: z.string(), relationship: z.string() }).optional(),
    }),
  ),
});

const variables = z.array(
  z.strictObject({ name: z.string(), label: z.string(), description: z.string(), value: z.literal('publicUrl') }),
);

const webhook = z.strictObject({
  name: z.string(),
  steps: z.array(
    z.strictObject({
      table: z.string(),
      messages: z.array(z.enum(['Create', 'Update', 'Delete'])),
      columns: z.array(z.string()),
    }),
  ),
});

const RIGHTS = ['create', 'read', 'write', 'delete', 'append', 'appendto', 'assign', 'share'] as const;

const roles = z.array(
  z.strictObject({
    name: z.string(),
    for: z.enum(['connector', 'sellers']),
    description: z.string(),
    privileges: z.array(
      z.strictObject({
        tables: z.array(z.string()),
        rights: z.array(z.enum(RIGHTS)),
        depth: z.enum(['organization', 'user']),
      }),
    ),
  }),
);

export type Right = (typeof RIGHTS)[number];
export type RoleSource = z.infer<typeof roles>[number];
export type FormSection = z.infer<typeof forms>['tables'][string] & { label: string };
export type VariableSource = z.infer<typeof variables>[number];
export type WebhookSource = z.infer<typeof webhook>;
export type StepSource = WebhookSource['steps'][number];

/** Everything that the connector brings into an environment. */
export interface Package {
  publisher: typeof PUBLISHER & { label: string };
  solution: Omit<z.infer<typeof solution>, 'publisher'>;
  /** Tables of its own; what others refer to comes first. */
  own: readonly OwnTable[];
  /** Tables of the sales application that get columns. */
  extended: readonly ExtendedTable[];
  /** Sections of main forms, by table. */
  sections: ReadonlyMap<string, FormSection>;
  variables: readonly VariableSource[];
  webhook: WebhookSource;
  roles: readonly RoleSource[];
}

/** Reads the package: its files in `crm/dynamics`, and the one list of tables and columns. Throws where a file is not as it must be: they are ours, so that is a bug. */
export async function readPackage(folder: string): Promise<Package> {
  const read = async <Shape extends z.ZodType>(name: string, shape: Shape): Promise<z.output<Shape>> =>
    shape.parse(parse(await readFile(join(folder, `${name}.yaml`), 'utf8')));
  const [{ publisher, ...ours }, { label, tables }, environment, hooks, security] = await Promise.all([
    read('solution', solution),
    read('forms', forms),
    read('variables', variables),
    read('webhooks', webhook),
    read('roles', roles),
  ]);
  return {
    publisher: { ...PUBLISHER, label: publisher },
    solution: ours,
    own: OWN_TABLES,
    extended: EXTENDED_TABLES,
    sections: new Map(Object.entries(tables).map(([table, section]) => [table, { ...section, label }])),
    variables: environment,
    webhook: hooks,
    roles: security,
  };
}

/** Every table of the package with its columns. */
export const tablesOf = ({ own, extended }: Pick<Package, 'own' | 'extended'>): readonly ExtendedTable[] => [
  ...own,
  ...extended,
];

/** Tables that the roles reach. */
export const grantedTables = ({ roles: all }: Pick<Package, 'roles'>): readonly string[] => [
  ...new Set(all.flatMap(({ privileges }) => privileges.flatMap(({ tables }) => tables))),
];

export const isLookup = (column: PackageColumn): column is Extract<PackageColumn, { type: 'lookup' }> =>
  column.type === 'lookup';
