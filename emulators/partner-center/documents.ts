import { BLANK_SOLUTION, blankReferral, type Referral } from './referral.ts';

export type JsonMap = { [key: string]: unknown };

export type DeepPartial<Value> = Value extends readonly (infer Element)[]
  ? DeepPartial<Element>[]
  : Value extends object
    ? { [Key in keyof Value]?: DeepPartial<Value[Key]> | undefined }
    : Value;

export function isMap(value: unknown): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function collectNames(value: unknown, names: Map<string, string>): void {
  if (Array.isArray(value)) for (const element of value) collectNames(element, names);
  if (!isMap(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    names.set(name.toLowerCase(), name);
    collectNames(inner, names);
  }
}

/** Property names that occur only inside arrays or registrations, hence not in a blank referral. */
const NAMES_IN_ARRAYS = [
  'firstName lastName phoneNumber email title contactPreference locale disableNotifications profileType',
  'addressLine1 addressLine2 city state postalCode region op path value from solutionDetails contract term',
  'signDateTime startDateTime endDateTime isDeployedOnAzure primaryDeploymentOn pricingModel',
  'marketplaceTransactionDetails isMarketplaceTransacted marketplaceTransactionDateTime',
].join(' ');

const canonicalNames = new Map<string, string>();
collectNames(blankReferral(), canonicalNames);
collectNames(BLANK_SOLUTION, canonicalNames);
for (const name of NAMES_IN_ARRAYS.split(' ')) canonicalNames.set(name.toLowerCase(), name);

/**
 * Reads a body as the service does: property names in any letter case (the documentation mixes PascalCase and camelCase
 * in one sample, contract/partner-center.md §2). Unknown names only lose their leading capital.
 */
export function canonicalBody(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonicalBody);
  if (!isMap(value)) return value;
  const canonical: JsonMap = {};
  for (const [name, inner] of Object.entries(value)) {
    const known = canonicalNames.get(name.toLowerCase());
    canonical[known ?? name.charAt(0).toLowerCase() + name.slice(1)] = canonicalBody(inner);
  }
  return canonical;
}

/** Lays `over` on `base`: maps merge, everything else (arrays too) replaces; undefined changes nothing. */
export function overlay<Base>(base: Base, over: DeepPartial<Base> | undefined): Base {
  if (over === undefined) return base;
  if (!isMap(base) || !isMap(over)) return over as Base;
  const merged: JsonMap = { ...base };
  for (const [name, value] of Object.entries(over)) {
    if (value !== undefined) merged[name] = overlay(merged[name], value as DeepPartial<unknown>);
  }
  return merged as Base;
}

/** A complete referral: what was given, over the values the service fills in. Solutions get all their properties. */
export function completeReferral(given: DeepPartial<Referral>): Referral {
  const referral = overlay(blankReferral(), structuredClone(given) as DeepPartial<Referral>);
  // The documentation's samples send `{}` where an empty list is meant.
  if (!Array.isArray(referral.customerProfile.ids)) referral.customerProfile.ids = [];
  const { requirements } = referral.details;
  requirements.solutions = requirements.solutions.map((solution) => ({ ...BLANK_SOLUTION, ...solution }));
  return referral;
}
