const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATETIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** A moment as Dataverse answers it: whole seconds in UTC. Such texts sort as the moments do. */
export const toStamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** Reads a moment with `Z` or an offset; undefined when it is none. A plain date is its first second in UTC. */
export function readDatetime(text: string): number | undefined {
  if (readDate(text)) return Date.parse(`${text}T00:00:00Z`);
  if (!DATETIME.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Reads a plain date; undefined for anything else, also for days that no month has. */
export function readDate(text: string): string | undefined {
  if (!DATE.test(text)) return undefined;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text) ? text : undefined;
}
