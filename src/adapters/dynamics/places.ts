import { canonicalCountry, countryCodeFor } from '../../core/model/country.ts';
import { choiceFor } from './describe.ts';
import type { Org } from './org.ts';

/** The value for the country column: the code, also where the deal names the country. Null when the column's list does not have it. */
export function countryHeld(text: string | null, { country }: Org): string | null {
  if (text === null) return null;
  const shown = canonicalCountry(text);
  const wanted = shown.length === 2 ? shown : (countryCodeFor(shown) ?? shown);
  if (country.choices.length > 0) return choiceFor(country, wanted)?.label ?? null;
  return country.length > 0 ? wanted.slice(0, country.length) : wanted;
}
