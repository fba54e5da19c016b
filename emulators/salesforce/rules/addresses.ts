import { unsupported } from '../../kit/unsupported.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { COUNTRIES, STATE_ENTRIES, STATES_NOT_EMULATED } from '../schema/countries.ts';
import type { PicklistEntry, Row, SObjectSpec, Value } from '../schema/types.ts';

/** Prefixes of the addresses that an sObject has, e.g. `Billing` and `Shipping`. */
function addressPrefixes(spec: SObjectSpec): string[] {
  return spec.fields.filter((field) => field.type === 'address').map((field) => field.name.slice(0, -'Address'.length));
}

function problem(kind: 'country' | 'state', label: string, field: string): Refusal {
  const list =
    kind === 'country' ? 'country/territory from the list of valid countries' : 'state from the list of valid states';
  return refuse(
    'FIELD_INTEGRITY_EXCEPTION',
    `There's a problem with this ${kind}, even though it may appear correct. Please select a ${list}.: ${label}`,
    [field],
  );
}

/** One picklist with its two fields: the label is kept in one, the code in the other. */
interface Pair {
  label: string;
  code: string;
}

/** Brings label and code of one pair into step, trusting the one that was given; the code wins when both were. */
function align(
  draft: Row,
  pair: Pair,
  given: ReadonlySet<string>,
  entries: readonly PicklistEntry[],
  refusal: () => Refusal,
): void {
  const by = (key: 'label' | 'value', value: Value) =>
    entries.find((entry) => entry[key].toLowerCase() === String(value).toLowerCase());
  const source = given.has(pair.code) ? 'code' : given.has(pair.label) ? 'label' : undefined;
  if (!source) return;
  const value = draft[pair[source]] ?? null;
  // A text field also takes the code, as people type it.
  const entry = source === 'code' ? by('value', value) : (by('label', value) ?? by('value', value));
  if (value !== null && !entry) throw refusal();
  draft[pair.label] = entry?.label ?? null;
  draft[pair.code] = entry?.value ?? null;
}

/**
 * Keeps the codes and texts of countries and states in step in an organisation with state and country picklists;
 * refuses texts that are in no list (contract/salesforce.md §1.7, §2).
 */
export function alignAddresses(draft: Row, given: ReadonlySet<string>, spec: SObjectSpec): void {
  const labelOf = (name: string) => spec.fields.find((field) => field.name === name)?.label ?? name;
  for (const prefix of addressPrefixes(spec)) {
    const country = { label: `${prefix}Country`, code: `${prefix}CountryCode` };
    const state = { label: `${prefix}State`, code: `${prefix}StateCode` };
    align(draft, country, given, COUNTRIES, () => problem('country', labelOf(country.label), country.label));
    if (!given.has(state.label) && !given.has(state.code)) continue;
    if (draft[state.label] === null && draft[state.code] === null) continue;
    const code = draft[country.code];
    if (typeof code === 'string' && STATES_NOT_EMULATED.includes(code)) {
      throw unsupported(`the state picklist of ${code}`, 'Leave the state empty, or use US, CA or AU in this world.');
    }
    const states = STATE_ENTRIES.filter((entry) => typeof code === 'string' && entry.validFor?.includes(code));
    align(draft, state, given, states, () => problem('state', labelOf(state.label), state.label));
  }
}
