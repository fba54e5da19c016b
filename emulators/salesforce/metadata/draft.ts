import { unsupported } from '../../kit/unsupported.ts';
import type { Org } from '../org.ts';
import type { ValidationRule } from '../rules/validation.ts';
import type { FieldSpec, SObjectSpec } from '../schema/types.ts';
import type { Bundle } from './bundle.ts';
import { readField } from './custom-field.ts';
import { checkSharing, readObject } from './custom-object.ts';
import { parseFormula } from './formula.ts';
import { compile } from './formula-judge.ts';
import { checkLayout, type LayoutMetadata, readLayout } from './layout.ts';
import { checkSet, readSet, type SetMetadata } from './permission-set.ts';
import { ComponentProblem } from './problem.ts';
import { compileRule, type RuleMetadata, readRule } from './validation-rule.ts';
import type { Element } from './xml.ts';

/** The organisation as a deployment would leave it. Nothing here is in force yet. */
export interface Draft {
  specs: Map<string, SObjectSpec>;
  rules: Map<string, RuleMetadata>;
  /** Rules of this deployment as they judge records. */
  compiled: Map<string, ValidationRule>;
  layouts: Map<string, LayoutMetadata>;
  sets: Map<string, SetMetadata>;
  removedSets: Set<string>;
}

export function draftOf(org: Org): Draft {
  return {
    specs: new Map(org.schema.specs.map((spec) => [spec.name, spec])),
    rules: new Map(org.metadata.rules),
    compiled: new Map(),
    layouts: new Map(org.metadata.layouts),
    sets: new Map(),
    removedSets: new Set(),
  };
}

/** What became of one component. */
export interface Taken {
  created: boolean;
}

type Component = Bundle['components'][number];

/** Takes one component into the draft. Throws ComponentProblem. */
export function takeComponent(draft: Draft, { type, fullName, element }: Component, org: Org): Taken {
  switch (type) {
    case 'CustomObject':
      return takeObject(draft, fullName, element);
    case 'CustomField':
      return takeField(draft, fullName, element);
    case 'ValidationRule':
      return takeRule(draft, fullName, element);
    case 'PermissionSet':
      return takeSet(draft, fullName, element, org);
    case 'Layout':
      return takeLayout(draft, fullName, element);
  }
}

/** Key prefixes of new custom objects count up from a20, above those of the objects that the emulator begins with. */
function nextPrefix({ specs }: Draft): string {
  const used = new Set([...specs.values()].map(({ keyPrefix }) => keyPrefix));
  for (let number = 20; number < 100; number += 1) if (!used.has(`a${number}`)) return `a${number}`;
  throw unsupported('more than eighty custom objects');
}

function takeObject(draft: Draft, fullName: string, element: Element): Taken {
  const read = readObject(fullName, element);
  const known = draft.specs.get(fullName);
  const keyPrefix = known?.keyPrefix ?? nextPrefix(draft);
  const own = known?.fields.filter(({ name }) => name.endsWith('__c')) ?? [];
  draft.specs.set(fullName, { ...read.spec, keyPrefix, fields: [...read.spec.fields, ...own] });
  // Its fields may refer to objects of the same deployment, so they come later, with the other fields.
  const fields = read.fields.map((field) => readField(field));
  for (const field of fields) putField(draft, fullName, field);
  checkSharing(draft.specs.get(fullName) as SObjectSpec, read.sharingModel);
  return { created: !known };
}

function putField(draft: Draft, sobject: string, field: FieldSpec): Taken {
  const spec = draft.specs.get(sobject);
  if (!spec) throw new ComponentProblem(`Entity of type 'CustomObject' named '${sobject}' cannot be found`);
  const known = spec.fields.find(({ name }) => name === field.name);
  checkChange(known, field);
  const fields = known ? spec.fields.map((other) => (other === known ? field : other)) : [...spec.fields, field];
  draft.specs.set(sobject, { ...spec, fields });
  return { created: !known };
}

function checkChange(known: FieldSpec | undefined, field: FieldSpec): void {
  if (!known) return;
  if (field.summary && !known.summary)
    throw new ComponentProblem('Cannot update a field to a Summary from something else');
  if (known.type !== field.type) throw unsupported(`changing the type of a field (${field.name})`);
}

function takeField(draft: Draft, fullName: string, element: Element): Taken {
  const [sobject = ''] = fullName.split('.');
  return putField(draft, sobject, readField(element));
}

/** Refuses fields that refer to what is neither there nor part of the deployment. */
export function checkReferences(draft: Draft, fullName: string): void {
  const [sobject = '', name = ''] = fullName.split('.');
  const field = draft.specs.get(sobject)?.fields.find((spec) => spec.name === name);
  const [target] = field?.referenceTo ?? [];
  if (target !== undefined && !draft.specs.has(target)) {
    throw new ComponentProblem(`referenceTo value of '${target}' does not resolve to a valid sObject type`);
  }
  if (field?.summary) {
    const { child, via } = field.summary;
    const reference = draft.specs.get(child)?.fields.find((spec) => spec.name === via);
    if (reference?.onParentDelete !== 'cascade' || !reference.referenceTo?.includes(sobject)) {
      throw new ComponentProblem(`Invalid summaryForeignKey '${child}.${via}'`);
    }
  }
  checkFormula(draft, sobject, field);
  const controller = field?.controller;
  if (controller && !draft.specs.get(sobject)?.fields.some((spec) => spec.name === controller)) {
    throw new ComponentProblem(`Could not resolve controlling field ${controller}`);
  }
}

/** Refuses a formula that reads what is not there. */
function checkFormula({ specs }: Draft, sobject: string, field: FieldSpec | undefined): void {
  const spec = specs.get(sobject);
  if (field?.formula === undefined || !spec) return;
  compile(parseFormula(field.formula), { ...spec, related: (name) => specs.get(name) });
}

function takeRule(draft: Draft, fullName: string, element: Element): Taken {
  const { formula, ...rule } = readRule(fullName, element);
  const spec = draft.specs.get(rule.sobject);
  if (!spec) throw new ComponentProblem(`Entity of type 'CustomObject' named '${rule.sobject}' cannot be found`);
  draft.compiled.set(fullName, compileRule(rule, formula, spec));
  const created = !draft.rules.has(fullName);
  draft.rules.set(fullName, rule);
  return { created };
}

function takeSet(draft: Draft, fullName: string, element: Element, org: Org): Taken {
  const set = readSet(fullName, element);
  checkSet(set, (name) => draft.specs.get(name));
  draft.sets.set(fullName, set);
  const known = org.store.table('PermissionSet').idsWith('Name', fullName);
  return { created: (known?.size ?? 0) === 0 };
}

function takeLayout(draft: Draft, fullName: string, element: Element): Taken {
  const layout = readLayout(fullName, element);
  checkLayout(layout, (name) => draft.specs.get(name));
  const created = !draft.layouts.has(fullName);
  draft.layouts.set(fullName, layout);
  return { created };
}
