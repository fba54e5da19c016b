import type { Table } from '../records/store.ts';
import { Refusal } from '../refusal.ts';
import type { Row, Value } from '../schema/types.ts';

/** A duplicate rule whose records match when all its fields agree (case ignored) and at least one is filled. */
export interface DuplicateRule {
  name: string;
  sobject: string;
  fields: readonly string[];
  /** Whether `Sforce-Duplicate-Rule-Header: allowSave=true` gets past the rule. */
  allowSave: boolean;
}

const fold = (value: Value | undefined): Value => (typeof value === 'string' ? value.toLowerCase() : (value ?? null));

function matchesOf(rule: DuplicateRule, draft: Row, table: Table): Row[] {
  const isMatch = (row: Row) =>
    row['Id'] !== draft['Id'] &&
    row['IsDeleted'] !== true &&
    rule.fields.every((field) => fold(row[field]) === fold(draft[field]));
  if (rule.fields.every((field) => fold(draft[field]) === null)) return [];
  const indexed = rule.fields.find((field) => typeof draft[field] === 'string' && table.idsWith(field, ''));
  const rows = indexed ? table.pick(table.idsWith(indexed, String(draft[indexed])) ?? []) : [...table.rows()];
  return rows.filter(isMatch);
}

function refusalOf(rule: DuplicateRule, matches: readonly Row[]): Refusal {
  const errorMessage = 'Use one of these records?';
  const matchRecords = matches.map((row) => ({
    additionalInformation: [],
    fieldDiffs: [],
    matchConfidence: 100,
    record: { attributes: { type: rule.sobject }, Id: row['Id'] },
  }));
  // The misspelt key is the vendor's (recorded, contract/salesforce.md §1.7).
  const duplicateResut = {
    allowSave: rule.allowSave,
    duplicateRule: rule.name,
    duplicateRuleEntityType: rule.sobject,
    errorMessage,
    matchResults: [
      {
        entityType: rule.sobject,
        errors: [],
        matchEngine: 'ExactMatchEngine',
        matchRecords,
        rule: rule.name,
        size: matchRecords.length,
        success: true,
      },
    ],
  };
  return new Refusal(400, [{ errorCode: 'DUPLICATES_DETECTED', message: errorMessage, more: { duplicateResut } }]);
}

/** Throws DUPLICATES_DETECTED when a rule finds records like the draft; `allowSave` is the caller's header. */
export function checkDuplicates(rules: readonly DuplicateRule[], draft: Row, table: Table, allowSave: boolean): void {
  for (const rule of rules) {
    if (rule.sobject !== table.spec.name || (rule.allowSave && allowSave)) continue;
    const matches = matchesOf(rule, draft, table);
    if (matches.length > 0) throw refusalOf(rule, matches);
  }
}
