/** What sellers can choose for services co-sell: partner roles, solution areas and their plays. */
export interface Taxonomy {
  /** Microsoft's own name for the list, such as `FY26`. */
  version: string;
  /** The day from which on somebody should look whether Microsoft has changed the list. */
  reviewBy: string;
  roles: readonly TaxonomyEntry[];
  areas: readonly SolutionArea[];
}

/** Days are `YYYY-MM-DD`; both bounds belong to the time in which the entry may be chosen. */
export interface TaxonomyEntry {
  name: string;
  /** What Partner Center is sent in place of the name; null: the name itself. */
  id: string | null;
  validFrom: string | null;
  validUntil: string | null;
}

export interface SolutionArea extends TaxonomyEntry {
  plays: readonly TaxonomyEntry[];
}

export function isValidOn({ validFrom, validUntil }: TaxonomyEntry, day: string): boolean {
  return (validFrom === null || validFrom <= day) && (validUntil === null || day <= validUntil);
}

/** Something about the list that its administrator should know. */
export interface TaxonomyRemark {
  message: string;
  remedy: string;
}

/** So long before something ends it is worth a remark. */
const NOTICE_DAYS = 30;
const DAY_MS = 86_400_000;

/** What has ended, what ends soon, and whether it is time to look for a new list. */
export function remarksOn(taxonomy: Taxonomy, today: string): readonly TaxonomyRemark[] {
  const soon = new Date(Date.parse(today) + NOTICE_DAYS * DAY_MS).toISOString().slice(0, 10);
  const entries = [...taxonomy.roles, ...taxonomy.areas, ...taxonomy.areas.flatMap(({ plays }) => plays)];
  const ending = entries.flatMap(({ name, validUntil }) =>
    validUntil !== null && validUntil < soon ? [{ name, validUntil }] : [],
  );
  const ended = ending.filter(({ validUntil }) => validUntil < today);
  const remedy = 'Edit the file that deals.taxonomy names, then run `cosell taxonomy apply`.';
  const told = (what: string, which: typeof ending) =>
    which.length === 0
      ? []
      : [{ message: `${what}: ${which.map(({ name, validUntil }) => `${name} (${validUntil})`).join(', ')}.`, remedy }];
  return [
    ...told('No longer valid', ended),
    ...told(
      'Valid only for a short time',
      ending.filter((entry) => !ended.includes(entry)),
    ),
    ...(taxonomy.reviewBy <= soon ? [review(taxonomy)] : []),
  ];
}

function review({ version, reviewBy }: Taxonomy): TaxonomyRemark {
  return {
    message: `The roles, areas and plays of ${version} are to be reviewed by ${reviewBy}.`,
    remedy:
      'Compare them with the list that Partner Center offers, edit the file that deals.taxonomy names and put a later day into reviewBy.',
  };
}

/** What is sent for a chosen name; names that the list does not know pass through. */
export function sentFor(entries: readonly TaxonomyEntry[], name: string): string {
  const wanted = name.trim().toLowerCase();
  return entries.find((entry) => entry.name.toLowerCase() === wanted)?.id ?? name;
}
