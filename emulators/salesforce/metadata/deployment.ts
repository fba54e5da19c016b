import type { Org } from '../org.ts';
import type { Bundle, Failure, Member } from './bundle.ts';
import { COMPONENT_TYPES, componentType } from './component-types.ts';
import { checkReferences, type Draft, draftOf, takeComponent } from './draft.ts';
import { ComponentProblem } from './problem.ts';
import { removeComponent } from './removal.ts';

export interface Success extends Member {
  fileName: string;
  created: boolean;
  deleted: boolean;
  /** Worth knowing, and no failure. */
  warning?: string;
}

export interface Outcome {
  draft: Draft;
  failures: Failure[];
  successes: Success[];
}

const ORDER = COMPONENT_TYPES.map(({ name }) => name);
const byType = <M extends Member>(members: readonly M[]): M[] =>
  members.toSorted((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type));

/** Works out what a deployment leads to, without putting anything in force. */
export function workOut(bundle: Bundle, org: Org): Outcome {
  const outcome: Outcome = { draft: draftOf(org), failures: [...bundle.failures], successes: [] };
  if (bundle.deleteFirst) remove(bundle, outcome, org);
  take(bundle, outcome, org);
  if (!bundle.deleteFirst) remove(bundle, outcome, org);
  return outcome;
}

function attempt(outcome: Outcome, member: Member, fileName: string, act: () => Success): void {
  const { type: componentType_, fullName } = member;
  try {
    outcome.successes.push(act());
  } catch (error) {
    if (!(error instanceof ComponentProblem)) throw error;
    outcome.failures.push({ componentType: componentType_, fullName, fileName, problem: error.message });
  }
}

function take(bundle: Bundle, outcome: Outcome, org: Org): void {
  for (const component of byType(bundle.components)) {
    const { type, fullName, fileName } = component;
    attempt(outcome, component, fileName, () => {
      const { created } = takeComponent(outcome.draft, component, org);
      return { type, fullName, fileName, created, deleted: false };
    });
  }
  // Fields may refer to objects and to each other in any order, so this is judged when all are there.
  const taken = outcome.successes.filter(({ type, deleted }) => type === 'CustomField' && !deleted);
  for (const success of taken) {
    outcome.successes.splice(outcome.successes.indexOf(success), 1);
    attempt(outcome, success, success.fileName, () => {
      checkReferences(outcome.draft, success.fullName);
      return success;
    });
  }
}

/** Objects go last: what refers to them may be part of the same deletion. */
function remove(bundle: Bundle, outcome: Outcome, org: Org): void {
  const rulesFirst = byType(bundle.deletions).reverse();
  for (const member of rulesFirst) {
    const { type, fullName } = member;
    const fileName = componentType(type)?.fileOf(fullName) ?? '';
    attempt(outcome, member, fileName, () => {
      const existed = removeComponent(outcome.draft, member, org);
      const warning = existed ? {} : { warning: `No ${type} named: ${fullName} found` };
      return { type, fullName, fileName, created: false, deleted: existed, ...warning };
    });
  }
}
