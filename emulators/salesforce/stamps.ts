const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATETIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/** A moment as Salesforce answers it: whole seconds, `.000+0000`. Such texts sort as the moments do. */
export function toStamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}.000+0000`;
}

/** Milliseconds of a stamp made by `toStamp`. */
export const stampMs = (stamp: string): number => Date.parse(`${stamp.slice(0, 19)}Z`);

/** Reads `yyyy-MM-ddTHH:mm:ss[.SSS]` with `Z` or an offset; undefined when it is none. */
export function readDatetime(text: string): number | undefined {
  if (!DATETIME.test(text)) return undefined;
  const ms = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(ms) ? undefined : ms;
}

/** Reads a plain date; undefined for anything else, also for days that no month has. */
export function readDate(text: string): string | undefined {
  const parts = DATE.exec(text);
  if (!parts) return undefined;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text) ? text : undefined;
}

/** The HTTP date of a stamp, for Last-Modified. */
export const httpDate = (stamp: string): string => new Date(stampMs(stamp)).toUTCString();
