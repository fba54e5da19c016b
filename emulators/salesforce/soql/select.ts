import type { Query } from '@jetstreamapp/soql-parser-js';
import { unsupported } from '../../kit/unsupported.ts';
import type { Presented } from '../records/present.ts';
import type { Row } from '../schema/types.ts';
import { aggregate, isAggregate, isPlainCount } from './aggregate.ts';
import { matchingRows, type Scope } from './filter.ts';
import { planArrangement } from './order.ts';
import { parseSoql } from './parse.ts';
import { type QueryContext, sobjectOf } from './paths.ts';
import { planProjection } from './project.ts';

/** The whole result of a statement; `present` makes one record of the answer, page by page. */
export interface Selection {
  totalSize: number;
  rows: readonly Row[];
  present(row: Row): Presented;
  hasLongText: boolean;
  /** Records that are ready, for aggregates. */
  ready?: readonly Presented[];
}

function refuseUnknownClauses(query: Query): void {
  const gaps: [unknown, string][] = [
    [query.usingScope, 'USING SCOPE'],
    [query.withDataCategory, 'WITH DATA CATEGORY'],
    [query.for === 'UPDATE' ? query.for : undefined, 'FOR UPDATE'],
    [query.update, 'UPDATE TRACKING and UPDATE VIEWSTAT'],
  ];
  for (const [present, gap] of gaps) if (present !== undefined) throw unsupported(gap);
}

/** Runs a statement. Throws refusals with the vendor's codes; a form that is not emulated throws UnsupportedError. */
export function select(context: QueryContext, version: string): Selection {
  const query = parseSoql(context.soql);
  refuseUnknownClauses(query);
  const scope: Scope = {
    sobject: sobjectOf(query.sObject ?? '', context),
    alias: query.sObjectAlias,
    context,
  };
  const none = { rows: [], present: () => ({}), hasLongText: false };
  if (isPlainCount(query)) {
    return { ...none, totalSize: planArrangement(query, scope)(matchingRows(query, scope)).length };
  }
  if (isAggregate(query)) {
    const records = aggregate(query, matchingRows(query, scope), scope);
    const ready = query.limit === undefined ? records : records.slice(0, query.limit);
    return { ...none, totalSize: ready.length, ready };
  }
  const projection = planProjection(query, scope, version);
  const rows = planArrangement(query, scope)(matchingRows(query, scope));
  return { totalSize: rows.length, rows, ...projection };
}
