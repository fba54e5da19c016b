/**
 * Places in a referral document, as data: `details.dealValue`, or `attributes[type=PartnerRole].id` for the entry of a list with that
 * property. The empty path is the document itself.
 */
interface Step {
  name: string;
  entry: { key: string; value: string } | null;
}

const STEP = /^([\w@.-]+?)(?:\[(\w+)=([^\]]*)\])?$/;

function stepsOf(path: string): readonly Step[] {
  if (path === '') return [];
  return path.split('.').map((part) => {
    const [, name, key, value] = STEP.exec(part) ?? [];
    if (name === undefined) throw new RangeError(`Not a path into a referral: ${path}`);
    return { name, entry: key === undefined ? null : { key, value: value ?? '' } };
  });
}

export type JsonMap = Record<string, unknown>;

export function isMap(json: unknown): json is JsonMap {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** The value at a path; undefined when there is nothing. */
export function readPath(json: unknown, path: string): unknown {
  return stepsOf(path).reduce<unknown>((at, step) => {
    const value = isMap(at) ? at[step.name] : undefined;
    return step.entry ? findEntry(value, step.entry) : value;
  }, json);
}

function findEntry(list: unknown, { key, value }: { key: string; value: string }): JsonMap | undefined {
  if (!Array.isArray(list)) return undefined;
  const wanted = value.toLowerCase();
  return list.filter(isMap).find((entry) => String(entry[key] ?? '').toLowerCase() === wanted);
}

/** Puts a value at a path of `target`, making the maps and list entries on the way. Maps at the same place are merged. */
export function writePath(target: JsonMap, path: string, value: unknown): void {
  const steps = stepsOf(path);
  const last = steps.at(-1);
  if (!last || last.entry) throw new RangeError(`Nothing can be written at the path '${path}'`);
  const place = steps.slice(0, -1).reduce(descend, target);
  const present = place[last.name];
  place[last.name] = isMap(present) && isMap(value) ? { ...present, ...value } : value;
}

function descend(at: JsonMap, { name, entry }: Step): JsonMap {
  if (!entry) {
    const next = isMap(at[name]) ? at[name] : {};
    at[name] = next;
    return next;
  }
  const list: unknown[] = Array.isArray(at[name]) ? at[name] : [];
  at[name] = list;
  const found = findEntry(list, entry);
  if (found) return found;
  const made: JsonMap = { [entry.key]: entry.value };
  list.push(made);
  return made;
}
