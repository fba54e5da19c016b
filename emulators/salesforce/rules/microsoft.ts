import type { Row } from '../schema/types.ts';
import type { RecordRules, WriteScope } from './types.ts';
import type { ValidationRule } from './validation.ts';

// What Microsoft's own package does in the organisation (contract/incumbent-connectors.md §1.7).

function recount(row: Row, scope: WriteScope): void {
  if (!scope.org.world.organization.microsoftPackage || !scope.org.kit.switches.flag('solution-count-trigger')) return;
  const id = String(row['Opportunity__c']);
  const opportunity = scope.org.store.table('Opportunity').get(id);
  if (!opportunity || opportunity['IsDeleted'] === true) return;
  const lines = scope.org.store.table('Microsoft_Solutions__c');
  const count = lines
    .pick(lines.idsWith('Opportunity__c', id) ?? [])
    .filter((line) => line['IsDeleted'] !== true).length;
  scope.update('Opportunity', id, {
    Solution_Count__c: count,
    ...(count === 0 ? { Sync_With_Partner_Center__c: false } : {}),
  });
}

/** Counts the lines of an opportunity, and unticks its sync box when the last one goes. */
export const SOLUTION_RULES: RecordRules = { afterInsert: recount, afterDelete: recount };

const TYPE = 'Co_sell_Type__c';
const isIp = (row: Row) => row[TYPE] === 'IP Co-sell';
const isServices = (row: Row) => row[TYPE] === 'Services Co-sell';
const isBlank = (field: string) => (row: Row) => row[field] === null || row[field] === '';
const changed = (row: Row, before: Row, field: string) => row[field] !== before[field];

function microsoftRule(
  name: string,
  field: string,
  message: string,
  isBroken: (row: Row, before: Row | undefined) => boolean,
): ValidationRule {
  return { name, sobject: 'Opportunity', field, message, isBroken };
}

/** The validation rules of Microsoft's package. All of them are inactive there; a world names those it wants. */
export const MICROSOFT_VALIDATION_RULES: readonly ValidationRule[] = [
  microsoftRule('Required_Co_Sell_Type', TYPE, 'Select a co-sell type.', isBlank(TYPE)),
  microsoftRule(
    'Required_Customer_Purchase_Intent',
    'Customer_purchase_intent__c',
    'Select the purchase intent of the customer.',
    (row) => isIp(row) && isBlank('Customer_purchase_intent__c')(row),
  ),
  microsoftRule(
    'Required_Partner_Role',
    'Partner_Role__c',
    'Select a partner role.',
    (row) => isServices(row) && isBlank('Partner_Role__c')(row),
  ),
  microsoftRule(
    'Required_Solution_Area',
    'Solution_Area__c',
    'Select a solution area.',
    (row) => (isIp(row) || isServices(row)) && isBlank('Solution_Area__c')(row),
  ),
  microsoftRule(
    'Required_Solution_Play',
    'Solution_Play__c',
    'Select a solution play.',
    (row) => (isIp(row) || isServices(row)) && isBlank('Solution_Play__c')(row),
  ),
  microsoftRule(
    'Cannot_sync_without_solution',
    'Sync_With_Partner_Center__c',
    'Add a solution before the opportunity is shared.',
    (row) => isIp(row) && row['Sync_With_Partner_Center__c'] === true && !row['Solution_Count__c'],
  ),
  microsoftRule(
    'Cannot_update_the_Cosell_type',
    TYPE,
    'The co-sell type cannot be changed.',
    (row, before) =>
      before !== undefined &&
      changed(row, before, TYPE) &&
      !changed(row, before, 'Referral_Link__c') &&
      !changed(row, before, 'Referral_Identifier__c'),
  ),
];
