import { refuseWith } from '../refusal.ts';

const OLDEST = 31;
const OLDEST_RETIRED = 21;
const NEWEST = 68;
const SEASONS = ['Winter', 'Spring', 'Summer'] as const;

/** Three releases a year; Summer '14 was 31. */
function labelOf(version: number): string {
  const releases = version - OLDEST + 2;
  return `${SEASONS[releases % 3]} '${14 + Math.floor(releases / 3)}`;
}

/** The body of `GET /services/data`, which needs no token and costs no call. */
export const VERSIONS: readonly Record<'label' | 'url' | 'version', string>[] = Array.from(
  { length: NEWEST - OLDEST + 1 },
  (_, at) => {
    const version = `${OLDEST + at}.0`;
    return { label: labelOf(OLDEST + at), url: `/services/data/v${version}`, version };
  },
);

/** Reads `v62.0`. Throws 410 for a retired version and 404 for one that never was. */
export function readVersion(text: string): string {
  const number = Number(/^v(\d+)\.0$/.exec(text)?.[1] ?? Number.NaN);
  if (number >= OLDEST && number <= NEWEST) return `${number}.0`;
  if (number >= OLDEST_RETIRED && number < OLDEST) {
    throw refuseWith(410, 'UNSUPPORTED_API_VERSION', `API version ${number}.0 is retired`);
  }
  throw refuseWith(404, 'NOT_FOUND', 'The requested resource does not exist');
}
