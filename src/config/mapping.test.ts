import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { exampleSettings } from './example.ts';
import { checkSettings } from './load.ts';
import { exportMapping, importMapping, mappingVersion } from './mapping.ts';

const STAGING = `# staging
connections:
  partnerCenter: { tenant: staging.example, clientId: app, refreshToken: 'file:token' }
  salesforce:
    loginUrl: https://staging.my.salesforce.com
    auth: { kind: client-credentials, clientId: app, clientSecret: env:STAGING }
deals:
  checkMarkInName: false
  owners: { value: newest }
salesforce:
  stages: { onHold: Partner Review, active: Qualification }
  fields:
    dealValue: Deal_Value__c # as agreed with finance
  newRecords:
    accountMatch:
      - key
      - name
    accountKey: { field: DunsNumber }
    opportunity: { Type: New, Probability: 10 }
limits: { passes: 4 }
`;

const PRODUCTION = exampleSettings()
  .replace('onHold: On Hold', 'onHold: Waiting # sellers know it by this name')
  .replace('# lossReason: none', 'lossReason: Loss_Reason__c');

const settingsOf = (text: string) => {
  const { settings, problems } = checkSettings(text, 'cosell.yaml');
  expect(problems).toEqual([]);
  return settings as NonNullable<typeof settings>;
};

const promoted = (from: string, to: string) =>
  importMapping(exportMapping(from, { product: '1.0.0', taxonomy: null }), 'mapping.yaml', {
    text: to,
    file: 'cosell.yaml',
  });

test('R96 after an import both map alike, and connections, secrets, limits and comments are those of the target', () => {
  const { text, changes } = promoted(STAGING, PRODUCTION);
  const [staging, before, after] = [settingsOf(STAGING), settingsOf(PRODUCTION), settingsOf(text)];
  expect(mappingVersion(before)).not.toBe(mappingVersion(staging));
  expect(mappingVersion(after)).toBe(mappingVersion(staging));
  expect({ ...after.connections, limits: after.limits }).toEqual({ ...before.connections, limits: before.limits });
  expect(text).toContain('# sellers know it by this name');
  expect(changes).toContainEqual({ setting: 'salesforce.stages.onHold', from: 'Waiting', to: 'Partner Review' });
  expect(changes).toContainEqual({ setting: 'salesforce.fields.lossReason', from: 'Loss_Reason__c', to: null });
});

test('R96 a second import changes nothing', () => {
  const once = promoted(STAGING, PRODUCTION).text;
  expect(promoted(STAGING, once)).toMatchObject({ text: once, changes: [] });
});

test('R96 the mapping of Dynamics 365 travels with its status reasons and columns', () => {
  const mapped = exampleSettings('dynamics').replace('# onHold: On Hold', 'onHold: Partner Review');
  const { text, changes } = promoted(mapped, exampleSettings('dynamics'));
  expect(changes).toEqual([{ setting: 'dynamics.statuses.onHold', from: null, to: 'Partner Review' }]);
  expect(mappingVersion(settingsOf(text))).toBe(mappingVersion(settingsOf(mapped)));
});

test('R96 an export holds no connection and no reference to a secret', () => {
  const crms = { emea: { kind: 'dynamics', connection: { url: 'https://emea.example' }, mapping: { notes: 'note' } } };
  const exported = exportMapping(stringify({ ...parse(STAGING), crms }), { product: '1.0.0', taxonomy: null });
  expect(exported).not.toMatch(/STAGING|staging|file:|emea[.]example/);
  expect(exported).toContain('emea');
});

test('R95 the version changes with the mapping alone', () => {
  const version = mappingVersion(settingsOf(STAGING));
  expect(mappingVersion(settingsOf(STAGING.replace('passes: 4', 'passes: 5')))).toBe(version);
  expect(mappingVersion(settingsOf(STAGING.replace('staging.my', 'other.my')))).toBe(version);
  expect(mappingVersion(settingsOf(STAGING.replace('value: newest', 'value: crm')))).not.toBe(version);
});

test.each([
  ['no mapping', 'hello: 1', /is no mapping/],
  ['a cut-off file', 'cosell: 1.0.0\nmapping: { deals: {', /is no mapping/],
  [
    'a mapping for a CRM that is not there',
    'cosell: "1"\nmapping: { salesforce: { stages: {} } }',
    /salesforce[.]stages: is missing/,
  ],
])('refused, and nothing written: %s', (_, exported, message) => {
  expect(() => importMapping(exported, 'mapping.yaml', { text: PRODUCTION, file: 'cosell.yaml' })).toThrow(message);
});
