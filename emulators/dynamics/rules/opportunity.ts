import type { Reference, Row } from '../records/store.ts';
import { refuse } from '../refusal.ts';
import { refuseClosingByWrite } from './states.ts';
import type { RowRules, Values, WriteScope } from './types.ts';

/** The customer is the account, or the contact where there is no account; each side fills the other (OPP). */
function alignCustomer(values: Values, given: ReadonlySet<string>): void {
  if (given.has('customerid')) {
    const customer = values.get('customerid') as Reference | null;
    if (customer?.table === 'account') values.set('parentaccountid', customer);
    if (customer?.table === 'contact') values.set('parentcontactid', customer);
    return;
  }
  if (given.has('parentaccountid')) {
    values.set('customerid', values.get('parentaccountid') ?? values.get('parentcontactid') ?? null);
  } else if (given.has('parentcontactid') && values.get('customerid') === null) {
    values.set('customerid', values.get('parentcontactid') ?? null);
  }
}

const ON_HOLD_REASON = 2;

function notice(values: Values, before: Row | undefined, scope: WriteScope): void {
  if (values.get('statuscode') === ON_HOLD_REASON && before?.values.get('statuscode') !== ON_HOLD_REASON) {
    values.set('lastonholdtime', scope.stamp);
  }
}

/** Whether a closed opportunity takes other changes is not documented, hence the switch. */
function refuseClosed(before: Row, given: ReadonlySet<string>, scope: WriteScope): void {
  if (scope.isPlatform || before.values.get('statecode') === 0 || given.has('statecode')) return;
  if (scope.org.kit.switches.choice('DV27b') === 'accept') return;
  throw refuse(400, '0x8004022e', 'The opportunity is closed and read-only.');
}

/** Products decide the revenue; a written amount is ignored then. */
function keepCalculated(values: Values, before: Row | undefined): void {
  if (values.get('isrevenuesystemcalculated') !== true) return;
  const total = values.get('totalamount');
  values.set('estimatedvalue', typeof total === 'number' ? total : (before?.values.get('estimatedvalue') ?? null));
}

export const OPPORTUNITY_RULES: RowRules = {
  beforeCreate(values, given, scope) {
    alignCustomer(values, given);
    refuseClosingByWrite(values, undefined, scope);
    notice(values, undefined, scope);
    keepCalculated(values, undefined);
  },
  beforeUpdate(values, before, given, scope) {
    refuseClosed(before, given, scope);
    refuseClosingByWrite(values, before, scope);
    alignCustomer(values, given);
    notice(values, before, scope);
    keepCalculated(values, before);
    if (given.has('statecode') && values.get('statecode') === 0 && before.values.get('statecode') !== 0) {
      values.set('actualclosedate', null);
      values.set('actualvalue', null);
    }
  },
};
