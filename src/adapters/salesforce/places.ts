import { canonicalCountry, countryCodeFor } from '../../core/model/country.ts';
import { type Choice, choiceFor, columnOf, isValidFor } from './describe.ts';
import type { Org } from './org.ts';

/** Countries and states as the org holds them: text, or choices of its lists where those are switched on (contract §2). */

/** The value for the country column: the code, also where the deal names the country. Null when the org's list does not have it. */
export function countryHeld(text: string | null, org: Org): string | null {
  if (text === null) return null;
  const shown = canonicalCountry(text);
  const wanted = shown.length === 2 ? shown : (countryCodeFor(shown) ?? shown);
  if (!org.countryColumn.restricted) return wanted;
  return choiceFor(org.countryColumn, wanted)?.value ?? null;
}

/** The org's choice for a state, which must be one of its country's; null when there is none, or no list of states at all. */
export function stateChoice(state: string | null, country: string | null, org: Org): Choice | null {
  const wanted = state?.trim().toLowerCase();
  const code = columnOf(org.account, STATE_CODE);
  return (
    code?.choices.find(
      (choice) =>
        choice.active &&
        [choice.value.toLowerCase(), choice.label.toLowerCase()].some((name) => name === wanted) &&
        isValidFor(choice, org.countryColumn, country ?? ''),
    ) ?? null
  );
}

export const STATE_CODE = 'BillingStateCode';

/** Whether states are chosen from a list; their text column then shows the label of the choice. */
export function listsStates(org: Org): boolean {
  return columnOf(org.account, STATE_CODE) !== null;
}
