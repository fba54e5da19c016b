import { unsupported } from '../../kit/unsupported.ts';
import { malformed } from '../refusal.ts';
import { splitOutside } from './split.ts';

/** The query part of an address, read but not yet checked against a table. */
export interface QueryOptions {
  select?: readonly string[];
  filter?: string;
  orderby?: string;
  top?: number;
  count: boolean;
  expand?: string;
  skiptoken?: string;
  deltatoken?: string;
  /** `tag=…`: comes back in the execution context of webhooks. */
  tag?: string;
  /** Values of parameter aliases by name with `@`. */
  aliases: ReadonlyMap<string, string>;
  /** The options as written and in their order, without the paging cookie: what the next page's link repeats. */
  written: readonly string[];
}

const REFUSED: Readonly<Record<string, string>> = {
  $skip: 'Skip Clause is not supported in CRM',
  $search: "The query parameter '$search' is not supported.",
};
const NOT_EMULATED: Readonly<Record<string, string>> = {
  $apply: 'aggregation with $apply',
  $compute: 'computed columns',
  fetchXml: 'FetchXML',
  savedQuery: 'saved queries',
  userQuery: 'saved queries',
};

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw malformed('Bad Request - Error in query syntax.');
  }
}

function topOf(text: string): number {
  const top = Number(text);
  if (!/^\d+$/.test(text) || top < 1) {
    throw malformed(
      `Invalid value '${text}' for $top query option found. The $top query option requires a positive integer value.`,
    );
  }
  return top;
}

function flagOf(text: string): boolean {
  if (text !== 'true' && text !== 'false') {
    throw malformed(`Invalid value '${text}' for $count query option found. Valid values are true and false.`);
  }
  return text === 'true';
}

const names = (text: string) => text.split(',').map((name) => name.trim());

const READERS: Readonly<Record<string, (text: string) => Partial<QueryOptions>>> = {
  $select: (text) => ({ select: names(text) }),
  $filter: (filter) => ({ filter }),
  $orderby: (orderby) => ({ orderby }),
  $top: (text) => ({ top: topOf(text) }),
  $count: (text) => ({ count: flagOf(text) }),
  $expand: (expand) => ({ expand }),
  $skiptoken: (skiptoken) => ({ skiptoken }),
  $deltatoken: (deltatoken) => ({ deltatoken }),
  $format: () => ({}),
  tag: (tag) => ({ tag }),
};

function readOption(name: string, text: string): Partial<QueryOptions> {
  const reader = READERS[name];
  if (reader) return reader(text);
  if (REFUSED[name]) throw malformed(REFUSED[name]);
  if (NOT_EMULATED[name]) throw unsupported(NOT_EMULATED[name]);
  // Options of one's own are ignored, as OData wants; those that begin with $ belong to the standard.
  if (name.startsWith('$')) throw malformed(`The query parameter '${name}' is not supported.`);
  return {};
}

/** Reads the query part of an address (without `?`); `%24select` is `$select`, and `+` a space. */
export function readQueryOptions(search: string): QueryOptions {
  const aliases = new Map<string, string>();
  const written: string[] = [];
  let options: Partial<QueryOptions> = {};
  for (const part of search.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decoded(equals < 0 ? part : part.slice(0, equals));
    const text = equals < 0 ? '' : decoded(part.slice(equals + 1));
    if (name !== '$skiptoken') written.push(part);
    if (name.startsWith('@')) aliases.set(name, text);
    else options = { ...options, ...readOption(name, text) };
  }
  return { count: false, ...options, aliases, written };
}

/** Reads the options of one `$expand` in parentheses: `$select=subject;$top=3`. */
export function readExpandOptions(text: string): QueryOptions {
  let options: Partial<QueryOptions> = {};
  const written = splitOutside(text, ';').filter((part) => part !== '');
  for (const part of written) {
    const equals = part.indexOf('=');
    const name = part.slice(0, equals);
    if (!['$select', '$filter', '$orderby', '$top', '$expand'].includes(name)) {
      throw malformed(`The query option '${name}' is not supported within $expand.`);
    }
    options = { ...options, ...readOption(name, part.slice(equals + 1)) };
  }
  return { count: false, ...options, aliases: new Map(), written };
}
