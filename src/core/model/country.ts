const CODE = /^[A-Za-z]{2}$/;
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** English country names, lower case, to ISO 3166-1 alpha-2; built once from the runtime's own CLDR tables. */
let codesByName: ReadonlyMap<string, string> | undefined;

/** A country as the deal holds it: a code in upper case; a name stays as it is, so that the seller can be told which code is meant. */
export function canonicalCountry(text: string): string {
  return CODE.test(text) ? text.toUpperCase() : text;
}

export function isCountryCode(text: string | null | undefined): text is string {
  return text != null && CODE.test(text) && countryCodes().has(text.toUpperCase());
}

/** The alpha-2 code meant by a country's English name or by a common short form; null when none is known. */
export function countryCodeFor(text: string): string | null {
  const wanted = text.trim().toLowerCase().replace(/^the /, '');
  return ALIASES.get(wanted) ?? namesToCodes().get(wanted) ?? null;
}

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['usa', 'US'],
  ['u.s.', 'US'],
  ['u.s.a.', 'US'],
  ['united states of america', 'US'],
  ['uk', 'GB'],
  ['great britain', 'GB'],
  ['england', 'GB'],
  ['holland', 'NL'],
  ['korea', 'KR'],
  ['czech republic', 'CZ'],
  ['turkey', 'TR'],
]);

function namesToCodes(): ReadonlyMap<string, string> {
  codesByName ??= buildNames();
  return codesByName;
}

let codes: ReadonlySet<string> | undefined;
function countryCodes(): ReadonlySet<string> {
  codes ??= new Set(namesToCodes().values());
  return codes;
}

function buildNames(): ReadonlyMap<string, string> {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const found = new Map<string, string>();
  for (const code of LETTERS.flatMap((first) => LETTERS.map((second) => first + second))) {
    const name = names.of(code)?.toLowerCase();
    // CLDR gives retired codes (DD, SU, …) the name of their successor; without them each name has one code.
    if (name && !RETIRED.has(code)) found.set(name, code);
  }
  return found;
}

/** Codes that CLDR still names but that are no countries any more, or never were. */
const RETIRED = new Set([
  'AN',
  'BU',
  'CS',
  'DD',
  'DY',
  'FX',
  'HV',
  'NH',
  'NT',
  'QO',
  'QU',
  'RH',
  'SU',
  'TP',
  'UK',
  'VD',
  'YD',
  'YU',
  'ZR',
  'ZZ',
  'EU',
  'EZ',
  'UN',
  'XA',
  'XB',
  'DG',
  'EA',
  'IC',
  'CP',
  'CQ',
  'TA',
  'AC',
]);
