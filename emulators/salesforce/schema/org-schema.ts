import type { SObjectSpec } from './types.ts';

/** The sObjects that an organisation has at this moment. Specifications are values: a changed one is another one. */
export interface OrgSchema {
  readonly specs: readonly SObjectSpec[];
  sobject(name: string): SObjectSpec | undefined;
  /** The key prefix of an sObject, e.g. `001`. */
  prefixOf(sobject: string): string | undefined;
}

/** The schema with the given sObjects, in the order in which descriptions list them. */
export function createSchema(given: readonly SObjectSpec[]): OrgSchema {
  const specs = [...given].sort((a, b) => (a.name < b.name ? -1 : 1));
  const byName = new Map(specs.map((spec) => [spec.name, spec]));
  return {
    specs,
    sobject: (name) => byName.get(name),
    prefixOf: (name) => byName.get(name)?.keyPrefix,
  };
}
