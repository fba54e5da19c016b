import { unsupported } from '../../kit/unsupported.ts';
import type { LookupCondition, Value } from '../schema/types.ts';
import { requiredMissing } from './problem.ts';
import { checkElements, childrenOf, type Element, type ElementTable, flagOf, textOf } from './xml.ts';

const FILTER: ElementTable = {
  type: 'LookupFilter',
  emulated: ['active', 'errorMessage', 'filterItems', 'infoMessage', 'isOptional'],
  others: ['booleanFilter', 'description'],
};

const SOURCE = '$Source.';

function readValue(text: string): Value {
  if (/^true$/i.test(text)) return true;
  return /^false$/i.test(text) ? false : text;
}

function readCondition(element: Element, target: string): LookupCondition {
  const path = textOf(element, 'field');
  if (path === undefined) throw requiredMissing('field');
  const operation = textOf(element, 'operation');
  if (operation !== 'equals') throw unsupported(`lookup filters with the operation ${operation}`);
  const isSource = path.startsWith(SOURCE);
  if (!isSource && !path.startsWith(`${target}.`)) throw unsupported(`lookup filters over ${path}`);
  const field = path.slice(path.indexOf('.') + 1);
  const other = textOf(element, 'valueField');
  if (other !== undefined && !other.startsWith(SOURCE)) throw unsupported(`lookup filters that compare with ${other}`);
  const equals =
    other === undefined ? readValue(textOf(element, 'value') ?? '') : { sourceField: other.slice(SOURCE.length) };
  return { of: isSource ? 'source' : 'target', field, equals };
}

/** Reads the filter of a lookup to the target. Optional filters do not refuse anything. */
export function readLookupFilter(element: Element, target: string): LookupCondition[] {
  checkElements(element, FILTER);
  const conditions = childrenOf(element, 'filterItems').map((item) => readCondition(item, target));
  return flagOf(element, 'active') && !flagOf(element, 'isOptional') ? conditions : [];
}
