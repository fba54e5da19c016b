import { refuse } from '../refusal.ts';
import { FORECAST_CATEGORIES } from '../schema/picklists.ts';
import type { Row, Value } from '../schema/types.ts';
import type { RecordRules, WriteScope } from './types.ts';

function stageOf(name: Value | undefined, scope: WriteScope): Row | undefined {
  const stages = scope.org.store.table('OpportunityStage');
  for (const stage of stages.rows()) if (stage['ApiName'] === name) return stage;
  return undefined;
}

/** What follows from the stage: closed, won, and (unless given along with it) probability and forecast. */
function applyStage(draft: Row, given: ReadonlySet<string>, scope: WriteScope): void {
  const stage = stageOf(draft['StageName'], scope);
  if (!stage && !scope.org.kit.switches.flag('unknown-stage-is-open')) {
    const message = `Stage: bad value for restricted picklist field: ${String(draft['StageName'])}`;
    throw refuse('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, ['StageName']);
  }
  draft['IsClosed'] = stage?.['IsClosed'] ?? false;
  draft['IsWon'] = stage?.['IsWon'] ?? false;
  if (!given.has('Probability')) draft['Probability'] = stage?.['DefaultProbability'] ?? 0;
  if (!given.has('ForecastCategoryName')) {
    draft['ForecastCategoryName'] = stage?.['ForecastCategoryName'] ?? 'Pipeline';
  }
}

function applyDerived(draft: Row): void {
  draft['ForecastCategory'] = FORECAST_CATEGORIES[String(draft['ForecastCategoryName'])] ?? null;
  const { Amount: amount, Probability: probability } = draft;
  draft['ExpectedRevenue'] = typeof amount === 'number' ? Math.round(amount * Number(probability ?? 0)) / 100 : null;
  const [year, month] = String(draft['CloseDate']).split('-').map(Number);
  const quarter = Math.ceil((month ?? 1) / 3);
  draft['FiscalYear'] = year ?? null;
  draft['FiscalQuarter'] = quarter;
  draft['Fiscal'] = `${year} ${quarter}`;
}

export const OPPORTUNITY_RULES: RecordRules = {
  beforeInsert(draft, given, scope) {
    applyStage(draft, given, scope);
    applyDerived(draft);
  },
  beforeUpdate(draft, before, given, scope) {
    // The platform ignores an amount written to an opportunity with products, without an error (contract §2).
    if (draft['HasOpportunityLineItem'] === true && given.has('Amount') && !given.has('HasOpportunityLineItem')) {
      draft['Amount'] = before['Amount'] ?? null;
    }
    if (draft['StageName'] !== before['StageName']) {
      applyStage(draft, given, scope);
      draft['LastStageChangeDate'] = scope.stamp;
    }
    applyDerived(draft);
  },
  afterInsert(row, scope) {
    const contact = row['ContactId'];
    if (typeof contact !== 'string') return;
    scope.insert('OpportunityContactRole', {
      OpportunityId: row['Id'] ?? null,
      ContactId: contact,
      IsPrimary: true,
    });
  },
};

/** One contact is primary: naming another moves the flag (inferred). */
function keepOnePrimary(row: Row, scope: WriteScope): void {
  if (row['IsPrimary'] !== true || !scope.org.kit.switches.flag('one-primary-role')) return;
  const roles = scope.org.store.table('OpportunityContactRole');
  for (const other of roles.pick(roles.idsWith('OpportunityId', String(row['OpportunityId'])) ?? [])) {
    const isOther = other['Id'] !== row['Id'] && other['IsPrimary'] === true && other['IsDeleted'] !== true;
    if (isOther) scope.update('OpportunityContactRole', String(other['Id']), { IsPrimary: false });
  }
}

export const CONTACT_ROLE_RULES: RecordRules = {
  afterInsert: keepOnePrimary,
  afterUpdate: (row, before, scope) => {
    if (before['IsPrimary'] !== true) keepOnePrimary(row, scope);
  },
};
