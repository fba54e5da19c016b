import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { DEFAULT_RULES } from '../core/mapping/field-rules.ts';
import { CRM_KINDS, crmNamed, crmsOf } from './crms.ts';
import { exampleSettings } from './example.ts';
import { listSettings } from './json-schema.ts';
import { checkSettings } from './load.ts';
import { owners } from './schema/deals.ts';

test('every setting is described', () => {
  const bare = [...listSettings()].filter(({ schema }) => !schema.description).map(({ path }) => path.join('.'));
  expect(bare).toEqual([]);
});

test('every setting that must be set has an example', () => {
  const bare = [...listSettings()].filter(({ schema, required }) => required && !schema.example && !schema.const);
  // Only the second kind of sign-in, which the example file does not show, has none.
  expect(bare.map(({ path }) => path.join('.')).filter((path) => !/^connections[.][a-z]+[.]auth/.test(path))).toEqual(
    [],
  );
});

test('the example files pass the check and show every setting', () => {
  const texts = CRM_KINDS.map((kind) => exampleSettings(kind));
  for (const text of texts) expect(checkSettings(text, 'example').problems).toEqual([]);
  for (const { path } of listSettings()) {
    if (path.includes('auth')) continue;
    expect(texts.join('\n')).toMatch(new RegExp(`^ *(# )?${path.at(-1)}:`, 'm'));
  }
});

test.each(CRM_KINDS)('with every line switched on, the example file for %s still passes and says the same', (kind) => {
  const example = exampleSettings(kind);
  const switchedOn = example.replace(/^( *)# ([a-z]\w*: .*)$/gm, '$1$2');
  const checked = checkSettings(switchedOn, 'example');
  expect(checked.problems).toEqual([]);
  expect(checked.settings).toMatchObject(checkSettings(example, 'example').settings ?? {});
});

test("every setting of Microsoft's Salesforce connector has one of ours", () => {
  const replaced = new Set([...listSettings()].flatMap(({ schema }) => schema.replaces ?? []));
  expect([...replaced].toSorted()).toEqual([
    'msft_activestagename',
    'msft_autohealrunsched*',
    'msft_customeraccountcountrycode',
    'msft_dealcurrencycodefield',
    'msft_dealvaluefield',
    'msft_displaycheckmarkinname',
    'msft_onholdstagename',
    'msft_synccosellopportunitiesonly',
  ]);
});

test('an owner can be set for exactly those fields over which both sides can disagree', () => {
  const contested = DEFAULT_RULES.filter(
    ({ onUpdate, merge }) => onUpdate === 'both' && (merge === 'value' || merge === 'keyed'),
  );
  const defaults = Object.fromEntries(contested.map(({ field, owner }) => [field, owner]));
  expect(owners.parse({})).toEqual(defaults);
});

// Thousands of settings files: a busy machine takes longer than a test may by default.
test('whatever stands at any place, the answer is settings or faults with a place, never a crash', {
  timeout: 60_000,
}, () => {
  const paths = [...listSettings()].flatMap(({ path }) => path.map((_, index) => path.slice(0, index + 1)));
  const value = fc.oneof(
    fc.jsonValue(),
    fc.webUrl(),
    fc.constantFrom('', 'http://', 'https://[', 'env:X', 'postgres://', 'none'),
  );
  fc.assert(
    fc.property(fc.constantFrom(...paths), value, (path, wrong) => {
      const text = stringify(path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), wrong));
      for (const problem of checkSettings(text, 'fuzz').problems) {
        expect(problem.line).toBeGreaterThan(0);
        expect(problem.message).not.toBe('');
        expect(problem.remedy).not.toBe('');
      }
    }),
    { numRuns: 150 },
  );
});

const PARTNER_CENTER = { tenant: 'contoso.example', clientId: 'app', refreshToken: 'file:token' };
const ORG = {
  loginUrl: 'https://contoso.my.salesforce.com',
  auth: { kind: 'client-credentials', clientId: 'app', clientSecret: 'env:SECRET' },
};
const MAPPING = { stages: { onHold: 'On Hold' } };
const EMEA = { emea: { kind: 'salesforce', connection: ORG, mapping: MAPPING } };

test('several CRMs stand in one file, and a rule may name any of them', () => {
  const settings = {
    connections: { partnerCenter: PARTNER_CENTER, salesforce: ORG },
    salesforce: MAPPING,
    crms: EMEA,
    routing: [{ to: 'emea', countries: ['DE'] }],
  };
  const checked = checkSettings(stringify(settings), 'cosell.yaml');
  expect(checked.problems).toEqual([]);
  expect(checked.settings && crmsOf(checked.settings).map(({ name }) => name)).toEqual(['salesforce', 'emea']);
  expect(() => checked.settings && crmNamed(checked.settings, null)).toThrow(/several CRMs: salesforce, emea/);
});

interface Faulty {
  connections?: object;
  crms?: object;
  routing?: readonly object[];
}

const FAULTS: readonly (readonly [string, Faulty, RegExp])[] = [
  ['no CRM at all', {}, /a CRM beside Partner Center/],
  ['a connection without its mapping', { connections: { salesforce: ORG } }, /connections.salesforce needs it/],
  ['a rule to nowhere', { crms: EMEA, routing: [{ to: 'apac', countries: ['JP'] }] }, /the name of a CRM: emea/],
  ['a rule without a condition', { crms: EMEA, routing: [{ to: 'emea' }] }, /at least one of partnerIds/],
];

test.each(FAULTS)('refused: %s', (_, settings, message) => {
  const whole = { ...settings, connections: { partnerCenter: PARTNER_CENTER, ...settings.connections } };
  expect(checkSettings(stringify(whole), 'cosell.yaml').problems[0]?.message).toMatch(message);
});
