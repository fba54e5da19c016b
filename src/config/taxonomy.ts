import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { CosellError } from '../core/errors.ts';
import { calendarDay } from '../core/model/day.ts';
import type { Taxonomy } from '../core/model/taxonomy.ts';

const day = z.string().refine((text) => calendarDay(text) === text, 'expected a day such as 2026-06-30');

const entry = z.strictObject({
  name: z.string().trim().min(1).max(80, 'the CRM holds 80 characters'),
  id: z.string().min(1).nullable().default(null),
  validFrom: day.nullable().default(null),
  validUntil: day.nullable().default(null),
});

/** Names of one list must differ, or nobody could tell which one is meant. */
function distinct(list: readonly { name: string }[]): boolean {
  return new Set(list.map(({ name }) => name.toLowerCase())).size === list.length;
}

const taxonomySchema = z.strictObject({
  version: z.string().min(1),
  checked: day.optional(),
  reviewBy: day,
  roles: z.array(entry).refine(distinct, 'a name is there twice'),
  areas: z
    .array(entry.extend({ plays: z.array(entry).default([]) }))
    .refine(distinct, 'a name is there twice')
    .refine((areas) => distinct(areas.flatMap(({ plays }) => plays)), 'a play is there twice'),
});

export interface TaxonomyPlace {
  /** As the settings name it, relative to their folder; absent: the file that comes with the product. */
  named: string | undefined;
  folder: string;
  productFolder: string;
}

export function taxonomyFile({ named, folder, productFolder }: TaxonomyPlace): string {
  return named === undefined ? resolve(productFolder, 'crm', 'taxonomy.yaml') : resolve(folder, named);
}

/** Reads the list of roles, areas and plays. Throws `misconfigured` naming the file and the place in it. */
export async function loadTaxonomy(place: TaxonomyPlace): Promise<Taxonomy> {
  const file = taxonomyFile(place);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw unusable(file, 'it cannot be read', 'Correct the path in deals.taxonomy, or leave it out.', cause);
  });
  const parsed = taxonomySchema.safeParse(readYaml(text, file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') || 'the top';
  throw unusable(
    file,
    `${where}: ${issue?.message ?? 'not understood'}`,
    'Correct the file; `cosell taxonomy list` reads it.',
  );
}

function readYaml(text: string, file: string): unknown {
  try {
    // The failsafe forms of days are strings in this schema; dates are never made of them.
    return parse(text, { schema: 'core' });
  } catch (cause) {
    throw unusable(file, cause instanceof Error ? cause.message : 'no YAML', 'Correct the file.', cause);
  }
}

function unusable(file: string, what: string, remedy: string, cause?: unknown): CosellError {
  return new CosellError({
    code: 'taxonomy-unusable',
    recovery: 'misconfigured',
    message: `The list of roles, areas and plays cannot be used: ${what}`,
    remedy,
    place: file,
    cause,
  });
}
