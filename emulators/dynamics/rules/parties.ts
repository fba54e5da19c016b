import { refuse } from '../refusal.ts';
import type { RowRules, Values } from './types.ts';

function composeName(values: Values): void {
  const parts = [values.get('firstname'), values.get('middlename'), values.get('lastname')];
  const name = parts.filter((part) => typeof part === 'string').join(' ');
  values.set('fullname', name === '' ? null : name);
}

const LINES = ['line1', 'line2', 'line3'];

/** What people read of an address: street lines, city with state and postal code, country. */
function composeAddress(values: Values): void {
  const part = (name: string) => values.get(`address1_${name}`);
  const town = [part('city'), [part('stateorprovince'), part('postalcode')].filter(Boolean).join(' ')];
  const lines = [...LINES.map(part), town.filter(Boolean).join(', '), part('country')].filter(Boolean);
  values.set('address1_composite', lines.length === 0 ? null : lines.join('\r\n'));
}

const person = (values: Values) => {
  composeName(values);
  composeAddress(values);
};

export const ACCOUNT_RULES: RowRules = { beforeCreate: composeAddress, beforeUpdate: composeAddress };
export const CONTACT_RULES: RowRules = { beforeCreate: person, beforeUpdate: person };
export const USER_RULES: RowRules = { beforeCreate: composeName, beforeUpdate: composeName };

export const LEAD_RULES: RowRules = {
  beforeCreate: person,
  beforeUpdate(values, before, given, scope) {
    const state = before.values.get('statecode');
    if (!scope.isPlatform && state !== 0 && !given.has('statecode')) {
      throw refuse(400, '0x80040519', 'The lead is closed and cannot be changed.');
    }
    person(values);
  },
};
