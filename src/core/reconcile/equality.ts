/** Null, absent, false, empty text, empty list and zero money all say "nothing there". */
export function isEmpty(value: unknown): boolean {
  if (value == null || value === false || value === '' || value === '0') return true;
  return Array.isArray(value) && value.length === 0;
}

/** Same canonical value; lists compare as sets of entries, absent and null are the same. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (left == null || right == null) return isNothing(left) && isNothing(right);
  if (Array.isArray(left) && Array.isArray(right)) return sameList(left, right);
  if (typeof left === 'object' && typeof right === 'object') return sameFields(left, right);
  return false;
}

function isNothing(value: unknown): boolean {
  return value == null || (Array.isArray(value) && value.length === 0) || value === false;
}

function sameList(left: readonly unknown[], right: readonly unknown[]): boolean {
  if (left.length !== right.length) return false;
  const rest = [...right];
  return left.every((entry) => {
    const at = rest.findIndex((candidate) => sameValue(entry, candidate));
    if (at < 0) return false;
    rest.splice(at, 1);
    return true;
  });
}

function sameFields(left: object, right: object): boolean {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  const read = (from: object, name: string): unknown => (from as Record<string, unknown>)[name];
  return [...names].every((name) => sameValue(read(left, name), read(right, name)));
}
