import type { Column, Table } from '../schema/types.ts';
import type { AnnotationFilter } from './annotations.ts';
import { readCookie, writeCookie } from './cookie.ts';
import { type Expansion, isNested, readExpand } from './expand.ts';
import type { Scalar } from './expression.ts';
import { compileFilter, type FilterOptions } from './filter.ts';
import { orderByKeys, type SortKey, sortKeys, sortValue } from './order.ts';
import { parseFilter } from './parse-filter.ts';
import type { QueryOptions } from './query-options.ts';
import { selectedColumns } from './select.ts';
import type { Property } from './shape.ts';
import { type QueryRow, type RowSource, referenceOf } from './source.ts';
import { referencingRows, tableShape, wireName } from './table-shape.ts';

export type Json = Record<string, unknown>;

/** What reading needs besides the address. */
export interface ReadContext<R extends QueryRow = QueryRow> {
  source: RowSource<R>;
  filter: FilterOptions;
  /** `http://host/api/data/v9.2`. */
  root: string;
  /** One row as JSON: its etag, the named columns (null: all) with the annotations asked for, and the primary key. */
  present(row: R, table: Table, columns: readonly Column[] | null): Json;
  /** From `Prefer: odata.maxpagesize`. */
  maxPageSize?: number;
  wants: AnnotationFilter;
}

/** Rows in a page, and the most that `$count=true` counts. */
const MOST_ROWS = 5000;

interface Plan<R extends QueryRow> {
  context: ReadContext<R>;
  table: Table;
  columns: readonly Column[] | null;
  expansions: readonly Expansion[];
}

function planOf<R extends QueryRow>(context: ReadContext<R>, table: Table, options: QueryOptions): Plan<R> {
  const columns = selectedColumns(table, options.select);
  return { context, table, columns, expansions: readExpand(context.source, table, options.expand) };
}

function filtered<R extends QueryRow>(
  context: ReadContext<R>,
  table: Table,
  rows: Iterable<R>,
  options: QueryOptions,
): R[] {
  if (options.filter === undefined) return [...rows];
  const condition = parseFilter(options.filter, options.aliases);
  const test = compileFilter(condition, tableShape(context.source, table), context.filter);
  const found: R[] = [];
  for (const row of rows) if (test(row)) found.push(row);
  return found;
}

function primaryKey(table: Table): SortKey {
  const property: Property = {
    name: table.primaryId,
    kind: 'guid',
    edmType: 'Edm.Guid',
    read: (row) => (row as QueryRow).id,
  };
  return { name: table.primaryId, property, descending: false };
}

interface Slice<R> {
  rows: R[];
  /** Cookie of the page after this one; absent on the last page. */
  cookie?: string;
}

/** One page of rows in their order; the primary key decides between equals, so that pages neither repeat nor skip. */
function slice<R extends QueryRow>(
  context: ReadContext<R>,
  table: Table,
  rows: readonly R[],
  options: QueryOptions,
  size: number,
): Slice<R> {
  const keys = [...sortKeys(tableShape(context.source, table), options.orderby), primaryKey(table)];
  let sorted = rows.map((row) => ({ row, values: keys.map((key) => sortValue(key, row)) }));
  sorted.sort((left, right) => orderByKeys(keys, left.values, right.values));
  let page = 1;
  if (options.skiptoken !== undefined) {
    const end = readCookie(keys, options.skiptoken);
    page = end.page;
    sorted = sorted.filter(({ values }) => orderByKeys(keys, values, end.last) > 0);
  }
  const taken = sorted.slice(0, size);
  const cookie = sorted.length > size ? cookieAfter(keys, page, taken) : undefined;
  return { rows: taken.map(({ row }) => row), ...(cookie ? { cookie } : {}) };
}

function cookieAfter(keys: readonly SortKey[], page: number, taken: readonly { values: Scalar[] }[]): string {
  return writeCookie(keys, page, taken[0]?.values ?? [], taken.at(-1)?.values ?? []);
}

function link(address: string, written: readonly string[], cookie?: string): string {
  const options = cookie === undefined ? written : [...written, `$skiptoken=${cookie}`];
  return options.length === 0 ? address : `${address}?${options.join('&')}`;
}

const withoutEtag = ({ '@odata.etag': _, ...rest }: Json): Json => rest;

function presentLookup<R extends QueryRow>(context: ReadContext<R>, row: R, expansion: Expansion): unknown {
  const reference = referenceOf(row, expansion.column ?? '');
  if (reference?.table !== expansion.target.logicalName) return null;
  const target = context.source.row(reference.table, reference.id);
  if (!target) return null;
  if (expansion.isReference) return { '@odata.id': `${context.root}/${expansion.target.entitySet}(${target.id})` };
  return withoutEtag(presentRow(planOf(context, expansion.target, expansion.options), target));
}

/** Without nesting: all rows with etag and the column that leads back. With it: one page, bare (join-tables). */
function presentCollection<R extends QueryRow>(plan: Plan<R>, row: R, expansion: Expansion): Json {
  const { context, table } = plan;
  const { target, options, name } = expansion;
  const column = expansion.collection?.referencingColumn ?? '';
  const nested = isNested(plan.expansions);
  const inner = planOf(context, target, options);
  const members = filtered(context, target, referencingRows(context.source, target, column, row.id), options);
  const size = nested ? (context.maxPageSize ?? MOST_ROWS) : (options.top ?? MOST_ROWS);
  const page = slice(context, target, members, options, size);
  const back = target.columns.get(column);
  const columns =
    inner.columns && back && !nested && !inner.columns.includes(back) ? [...inner.columns, back] : inner.columns;
  const presented = page.rows.map((member) => presentRow({ ...inner, columns }, member));
  const cookie = nested ? page.cookie : undefined;
  return {
    [name]: nested ? presented.map(withoutEtag) : presented,
    [`${name}@odata.nextLink`]: link(`${context.root}/${table.entitySet}(${row.id})/${name}`, options.written, cookie),
  };
}

function presentRow<R extends QueryRow>(plan: Plan<R>, row: R): Json {
  const json = plan.context.present(row, plan.table, plan.columns);
  for (const expansion of plan.expansions) {
    if (expansion.collection) Object.assign(json, presentCollection(plan, row, expansion));
    else json[expansion.name] = presentLookup(plan.context, row, expansion);
  }
  return json;
}

function namesIn(
  columns: readonly Column[] | null,
  expansions: readonly Expansion[],
  select?: readonly string[],
): string {
  const names = columns === null ? [] : (select ?? columns.map(wireName));
  const inner = expansions.map(({ name, options, target, expand }) => {
    return `${name}(${namesIn(selectedColumns(target, options.select), expand, options.select)})`;
  });
  return [...names, ...inner].join(',');
}

/** `opportunities(name,_ownerid_value)`: the fragment of the context that tells which columns an answer has. */
function contextOf<R extends QueryRow>(plan: Plan<R>, options: QueryOptions): string {
  const names = namesIn(plan.columns, plan.expansions, options.select);
  return `${plan.context.root}/$metadata#${plan.table.entitySet}${names === '' ? '' : `(${names})`}`;
}

/** Answers a GET of one row. */
export function readOne<R extends QueryRow>(
  context: ReadContext<R>,
  table: Table,
  row: R,
  options: QueryOptions,
): Json {
  const plan = planOf(context, table, options);
  return { '@odata.context': `${contextOf(plan, options)}/$entity`, ...presentRow(plan, row) };
}

function totals(context: ReadContext, options: QueryOptions, matching: number): Json {
  const counted = Math.min(matching, MOST_ROWS);
  const json: Json = options.count ? { '@odata.count': counted } : {};
  const annotate = (term: string, value: unknown) => {
    if (context.wants(term)) json[`@${term}`] = value;
  };
  annotate('Microsoft.Dynamics.CRM.totalrecordcount', options.count ? counted : -1);
  annotate('Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded', options.count && matching > MOST_ROWS);
  return json;
}

/**
 * Answers a GET of a collection: an entity set, or the rows behind a collection-valued navigation property. `path` is
 * its address below the root, for links.
 */
export function readMany<R extends QueryRow>(
  context: ReadContext<R>,
  table: Table,
  rows: Iterable<R>,
  path: string,
  options: QueryOptions,
): Json {
  const plan = planOf(context, table, options);
  const matching = filtered(context, table, rows, options);
  const paged = context.maxPageSize !== undefined;
  const size = Math.min(context.maxPageSize ?? options.top ?? MOST_ROWS, MOST_ROWS);
  const page = slice(context, table, matching, options, size);
  const hasMore = page.cookie !== undefined && (paged || options.top === undefined);
  return {
    '@odata.context': contextOf(plan, options),
    ...totals(context, options, matching.length),
    value: page.rows.map((row) => presentRow(plan, row)),
    ...(hasMore ? { '@odata.nextLink': link(`${context.root}/${path}`, options.written, page.cookie) } : {}),
  };
}

/** Answers `…/$count`: how many rows match, up to 5000. */
export function countRows<R extends QueryRow>(
  context: ReadContext<R>,
  table: Table,
  rows: Iterable<R>,
  options: QueryOptions,
): number {
  return Math.min(filtered(context, table, rows, options).length, MOST_ROWS);
}
