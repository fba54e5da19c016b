import type { Key, Segment } from '../odata/address.ts';
import { requireSet } from '../records/lookup.ts';
import { noSuchResource } from '../refusals.ts';
import type { Table } from '../schema/types.ts';
import type { ApiTarget, Call } from './call.ts';

/** Tests one step of an address. */
type Step = (segment: Segment) => boolean;

/** Matches an address that has exactly these steps. */
export const matchSteps =
  (...steps: Step[]) =>
  ({ segments }: Pick<ApiTarget, 'segments'>): boolean =>
    segments.length === steps.length && steps.every((step, at) => step(segments[at] as Segment));

/** `opportunities`: a name in the way of sets; whether there is such a set is said by the answer. */
export const isSet: Step = ({ name, key }) => key === undefined && /^[a-z]\w*$/.test(name);
/** `opportunities(…)`. */
export const isRow: Step = ({ name, key }) => key !== undefined && /^[a-z]\w*$/.test(name);
/** A segment of one of these names; functions may have empty parentheses. */
export const isNamed =
  (...names: string[]): Step =>
  ({ name }) =>
    names.includes(name);

export function segmentAt(call: Pick<Call, 'segments'>, at: number): Segment {
  const segment = call.segments[at];
  if (!segment) throw noSuchResource('');
  return segment;
}

/** The table of the first segment. */
export const tableIn = (call: Call): Table => requireSet(call.org, segmentAt(call, 0));

/** The key of the first segment, which the route has made sure of. */
export function keyIn(call: Pick<Call, 'segments'>): Key {
  const { name, key } = segmentAt(call, 0);
  if (!key) throw noSuchResource(name);
  return key;
}
