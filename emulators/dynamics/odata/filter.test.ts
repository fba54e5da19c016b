import { expect, test } from 'vitest';
import { compileFilter, type FilterOptions } from './filter.ts';
import { jsonShape } from './json-shape.ts';
import { parseFilter } from './parse-filter.ts';

const SHAPE = jsonShape('Microsoft.Dynamics.CRM.account', {
  name: 'string',
  city: 'string',
  employees: 'number',
  active: 'boolean',
  since: 'date',
  modifiedon: 'datetime',
  _ownerid_value: 'guid',
  areas: 'multiselect',
});

const OWNER = '11111111-2222-3333-4444-555555555555';
const ROWS = [
  { id: 'a', name: 'Litware', city: 'Litware', employees: 5, active: true, since: '2026-11-20', areas: '1,9' },
  { id: 'b', name: "O'Brian 50%", employees: 2000, active: false, modifiedon: '2026-11-21T09:30:00Z' },
  { id: 'c', name: 'fourth_Coffee', _ownerid_value: OWNER, modifiedon: '2026-11-14T00:00:00Z', city: 'Turin' },
];

const OPTIONS: FilterOptions = {
  nowMs: Date.parse('2026-11-21T10:00:00Z'),
  userId: OWNER,
  businessUnitId: '99999999-2222-3333-4444-555555555555',
  acceptsQuotedGuids: false,
  nullDiffers: true,
};

function find(filter: string, options: Partial<FilterOptions> = {}, aliases: Record<string, string> = {}): string {
  const condition = parseFilter(filter, new Map(Object.entries(aliases)));
  const holds = compileFilter(condition, SHAPE, { ...OPTIONS, ...options });
  return ROWS.filter(holds)
    .map(({ id }) => id)
    .join('');
}

const CRM = 'Microsoft.Dynamics.CRM.';

test.each([
  ["name eq 'LITWARE'", 'a'],
  ["name ne 'litware'", 'bc'],
  ["'litware' eq name", 'a'],
  ["name gt 'g'", 'ab'],
  ['employees ge 5 and employees lt 2000', 'a'],
  ['5 le employees', 'ab'],
  ['employees ne 5', 'bc'],
  ['employees eq null', 'c'],
  ['employees ne null', 'ab'],
  ['employees gt -1', 'ab'],
  ['active', 'a'],
  ['not active', 'bc'],
  ['active eq false', 'b'],
  ['name eq city', 'a'],
  ["name eq 'O''Brian 50%'", 'b'],
  [`_ownerid_value eq ${OWNER.toUpperCase()}`, 'c'],
  ['since eq 2026-11-20', 'a'],
  ['since lt 2026-11-20', ''],
  ['modifiedon ge 2026-11-21T10:30:00+01:00', 'b'],
  ['modifiedon gt 2026-11-14', 'b'],
])('finds by comparison: %s', (filter, ids) => {
  expect(find(filter)).toBe(ids);
});

test.each([
  ["employees eq 5 or employees eq 2000 and name eq 'x'", 'a'],
  ["(employees eq 5 or employees eq 2000) and contains(name,'o')", 'b'],
  ['not employees eq 5 and active eq false', 'b'],
  ['not (employees eq 5 and active eq true)', 'bc'],
])('binds not, and, or in this order: %s', (filter, ids) => {
  expect(find(filter)).toBe(ids);
});

test.each([
  ["contains(name,'WARE')", 'a'],
  ["startswith(name,'o''')", 'b'],
  ["endswith(name,'coffee')", 'c'],
  ["not contains(city,'x')", 'abc'],
  ["startswith(name,'l%re')", 'a'],
  ["startswith(name,'[k-m]')", 'a'],
  ["startswith(name,'[^k-m]')", 'bc'],
  ["contains(name,'[_]')", 'c'],
  ["contains(name,'_____________')", 'c'],
])('finds by text with wildcards: %s', (filter, ids) => {
  expect(find(filter)).toBe(ids);
});

test.each([
  [`${CRM}In(PropertyName='name',PropertyValues=['litware','x'])`, 'a'],
  [`${CRM}In(PropertyName='name',PropertyValues=["O'Brian 50%"])`, 'b'],
  [`${CRM}NotIn(PropertyName='employees',PropertyValues=["5"])`, 'bc'],
  [`${CRM}Between(PropertyName='employees',PropertyValues=["5","2000"])`, 'ab'],
  [`${CRM}NotBetween(PropertyName='employees',PropertyValues=["6","2000"])`, 'ac'],
  [`${CRM}ContainValues(PropertyName='areas',PropertyValues=['9'])`, 'a'],
  [`${CRM}DoesNotContainValues(PropertyName='areas',PropertyValues=['9'])`, 'bc'],
  [`${CRM}On(PropertyName='modifiedon',PropertyValue='2026-11-21')`, 'b'],
  [`${CRM}OnOrAfter(PropertyName='modifiedon',PropertyValue='2026-11-14')`, 'bc'],
  [`${CRM}OnOrBefore(PropertyName='modifiedon',PropertyValue='2026-11-14')`, 'c'],
  [`${CRM}Today(PropertyName='modifiedon')`, 'b'],
  [`${CRM}Yesterday(PropertyName='since')`, 'a'],
  [`${CRM}LastXDays(PropertyName='modifiedon',PropertyValue=7)`, 'bc'],
  [`${CRM}LastXHours(PropertyName='modifiedon',PropertyValue=1)`, 'b'],
  [`${CRM}OlderThanXDays(PropertyName='modifiedon',PropertyValue=6)`, 'c'],
  [`${CRM}LastWeek(PropertyName='modifiedon')`, 'c'],
  [`${CRM}ThisMonth(PropertyName='modifiedon')`, 'bc'],
  [`${CRM}EqualUserId(PropertyName='_ownerid_value')`, 'c'],
])('finds by query function: %s', (filter, ids) => {
  expect(find(filter)).toBe(ids);
});

test('takes values from parameter aliases', () => {
  const filter = `${CRM}In(PropertyName=@p1,PropertyValues=@p2)`;
  expect(find(filter, {}, { '@p1': "'name'", '@p2': '["Litware"]' })).toBe('a');
  expect(find('employees eq @n', {}, { '@n': '5' })).toBe('a');
});

test('knows nothing about absent values where null does not differ', () => {
  expect(find('employees ne 5', { nullDiffers: false })).toBe('b');
  expect(find("not contains(city,'x')", { nullDiffers: false })).toBe('ac');
  expect(find('employees ne null', { nullDiffers: false })).toBe('ab');
});

test.each([
  ["nickname eq 'x'", "Could not find a property named 'nickname' on type 'Microsoft.Dynamics.CRM.account'."],
  ["owner/name eq 'x'", "Could not find a property named 'owner'"],
  ["name eq 'x", 'There is an unterminated literal at position 10'],
  ["name eq 'O'Brian'", 'There is an unterminated literal'],
  ['name eq 5', "Found operand types 'Edm.String' and 'Edm.Int32' for operator kind 'Equal'"],
  [`_ownerid_value eq '${OWNER}'`, "Found operand types 'Edm.Guid' and 'Edm.String'"],
  ["employees eq '5'", 'incompatible types'],
  ['name eq', 'Syntax error at position 7'],
  ["name eq 'a' and", 'Syntax error at position 15'],
  ["name eq 'a' name", 'Syntax error at position 12'],
  ["tolower(name) eq 'a'", "An unknown function with name 'tolower' was found."],
  ["contains(employees,'a')", "No function signature for the function with name 'contains'"],
  [`${CRM}In(PropertyName='name',PropertyValues=["a" "b"])`, 'Invalid JSON.'],
  [`${CRM}In(PropertyName=@p,PropertyValues=["a"])`, "parameter alias '@p' has no value"],
  ['name', 'incompatible types'],
  ["contacts/any(c:c/name eq 'x')", 'is not a collection'],
])('refuses %s', (filter, message) => {
  expect(() => find(filter)).toThrow(expect.objectContaining({ code: '0x80060888', status: 400 }));
  expect(() => find(filter)).toThrow(message);
});

test('says that functions of fiscal periods and hierarchies are not emulated', () => {
  expect(() => find(`${CRM}LastFiscalYear(PropertyName='since')`)).toThrow('not emulated');
  expect(() => find(`${CRM}Above(PropertyName='name',PropertyValue='x')`)).toThrow('not emulated');
});

test('accepts quoted GUIDs when told so', () => {
  expect(find(`_ownerid_value eq '${OWNER}'`, { acceptsQuotedGuids: true })).toBe('c');
});
