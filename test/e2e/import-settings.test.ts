import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { exampleSettings } from '../../src/config/example.ts';
import { type CommandResult, runCommand } from './command.ts';

const SCRIPT = join(import.meta.dirname, '../../src/cli/main.ts');

/** What an administrator had set in Microsoft's connector for Salesforce. */
const VARIABLES: Readonly<Record<string, string>> = {
  msft_displaycheckmarkinname: 'No',
  msft_activestagename: 'Qualification',
  msft_onholdstagename: 'Partner Review',
  msft_customeraccountcountrycode: 'Country_Code__c',
  msft_dealvaluefield: 'Deal_Value__c',
  msft_dealcurrencycodefield: 'CurrencyIsoCode',
  msft_synccosellopportunitiesonly: 'no',
};

const TAKEN_OVER = {
  deals: { checkMarkInName: false, coSellOnly: false },
  salesforce: {
    stages: { active: 'Qualification', onHold: 'Partner Review' },
    fields: { country: 'Country_Code__c', dealValue: 'Deal_Value__c' },
  },
};

/** The settings file of the example, in which nothing about stages was filled in yet. */
const START = exampleSettings().replace('onHold: On Hold', 'onHold: Partner Review # as in the portal');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cosell-import-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Imported extends CommandResult {
  settingsFile: string;
  text: string;
  files: readonly string[];
}

test('R93 an export of the connector for Dynamics 365 is taken over into settings that have Dynamics 365', async () => {
  const variables = {
    msft_dealvaluefield: 'msft_dealvalue',
    msft_customeraccountcountrycode: 'address1_country',
    msft_dealcurrencycodefield: 'transactioncurrencyid',
    msft_displaycheckmarkinname: 'No',
  };
  const settings = exampleSettings('dynamics');
  const { code, stdout, text } = await importing('d365.json', JSON.stringify(variables), { settings });
  expect(code).toBe(0);
  expect(stdout).toContain('Ignored msft_dealcurrencycodefield: this CRM needs no such setting.');
  expect(parse(text)).toMatchObject({
    deals: { checkMarkInName: false },
    dynamics: { fields: { dealValue: 'msft_dealvalue' } },
  });
});

async function importing(
  name: string,
  content: string | Uint8Array,
  { settings = START, argv = [] }: { settings?: string; argv?: readonly string[] } = {},
): Promise<Imported> {
  const own = await mkdtemp(join(folder, 'case-'));
  const settingsFile = join(own, 'cosell.yaml');
  await writeFile(settingsFile, settings);
  await writeFile(join(own, name), content);
  const result = await runCommand(SCRIPT, ['import-settings', name, ...argv], { folder: own });
  return { ...result, settingsFile, text: await readFile(settingsFile, 'utf8'), files: await readdir(own) };
}

const entries = Object.entries(VARIABLES);
const definition = (name: string, initial: string) =>
  `<environmentvariabledefinition schemaname="${name}">
  <defaultvalue>${initial}</defaultvalue>
  <displayname default="Shown name"><label description="Shown name" languagecode="1033" /></displayname>
  <introducedversion>1.0.2106.1</introducedversion>
  <type>100000000</type>
</environmentvariabledefinition>`;

/** A solution as Power Apps exports it: definitions with defaults, and current values in files of their own. */
function solution(uniqueName: string, variables: readonly (readonly [string, string])[]): Uint8Array {
  const files = variables.flatMap(([name, value]) => {
    const within = `environmentvariabledefinitions/${name}`;
    const current = { environmentvariablevalues: { environmentvariablevalue: { iscustomizable: '1', value } } };
    return [
      [`${within}/environmentvariabledefinition.xml`, strToU8(definition(name, 'Amount'))],
      [`${within}/environmentvariablevalues.json`, strToU8(JSON.stringify(current))],
    ] as const;
  });
  const manifest = `<ImportExportXml><SolutionManifest><UniqueName>${uniqueName}</UniqueName></SolutionManifest></ImportExportXml>`;
  return zipSync({
    'solution.xml': strToU8(manifest),
    'customizations.xml': strToU8('<ImportExportXml><Entities /></ImportExportXml>'),
    'Workflows/PartnerCenterToSalesforce.json': strToU8('{}'),
    ...Object.fromEntries(files),
  });
}

const FORMS: readonly (readonly [string, string, string | Uint8Array])[] = [
  ['a solution as a zip file', 'solution.zip', solution('PartnerCenterReferralsForSalesforce', entries)],
  [
    'deployment settings of pac',
    'settings.json',
    `\uFEFF${JSON.stringify({
      EnvironmentVariables: entries.map(([SchemaName, Value]) => ({ SchemaName, Value })),
      ConnectionReferences: [{ LogicalName: 'msft_salesforce', ConnectionId: '', ConnectorId: 'x' }],
    })}`,
  ],
  [
    'an answer of the Dataverse Web API',
    'definitions.json',
    JSON.stringify({
      value: entries.map(([name, value]) => ({
        schemaname: name,
        defaultvalue: 'Amount',
        environmentvariabledefinition_environmentvariablevalue: [{ value }],
      })),
    }),
  ],
  ['an object of names and values', 'variables.json', JSON.stringify(VARIABLES)],
  [
    'customizations in XML',
    'customizations.xml',
    `<ImportExportXml>${entries.map(([name, value]) => definition(name, value)).join('\n')}</ImportExportXml>`,
  ],
  [
    'a table as Excel writes it in much of Europe',
    'variables.csv',
    `\uFEFFDisplay name;Schema name;Default value;Current value\r\n${entries.map(([name, value]) => `"One; of them";${name};Amount;"${value}"`).join('\r\n')}\r\n`,
  ],
  [
    'a table without headings',
    'plain.csv',
    entries.map(([name, value]) => `${name.toUpperCase()},${value}`).join('\n'),
  ],
];

describe('R93 the settings of Microsoft’s connector are taken over by their schema names', () => {
  test.each(FORMS)('R93 from %s', async (_, name, content) => {
    const { code, stdout, text, files } = await importing(name, content);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('5 set in cosell.yaml.') });
    expect(parse(text)).toMatchObject(TAKEN_OVER);
    expect(text).toContain('onHold: Partner Review # as in the portal');
    // Every comment of the example is still there, except the five commented-out defaults that gave their lines.
    const comments = (all: string) => all.split('\n').filter((line) => line.trim().startsWith('#')).length;
    expect(comments(text)).toBe(comments(START) - 5);
    expect(files.filter((file) => file.endsWith('.new'))).toEqual([]);
  });

  test('R93 where the export holds the old defaults, nothing has to be set: ours are the same', async () => {
    const defaults = {
      msft_displaycheckmarkinname: 'Yes',
      msft_customeraccountcountrycode: 'BillingCountry',
      msft_dealvaluefield: 'Amount',
      msft_dealcurrencycodefield: 'CurrencyIsoCode',
    };
    const said = await importing('defaults.json', JSON.stringify(defaults));
    expect(said).toMatchObject({ code: 0, text: START, stdout: expect.stringContaining('Nothing to change') });
  });

  test('R93 the plan alone writes nothing, and says from what to what', async () => {
    const { code, stdout, text } = await importing('variables.json', JSON.stringify(VARIABLES), {
      argv: ['--dry-run', '--json'],
    });
    expect(code).toBe(0);
    expect(text).toBe(START);
    expect(JSON.parse(stdout)).toMatchObject({
      written: false,
      settings: expect.arrayContaining([
        {
          variable: 'msft_dealvaluefield',
          setting: 'salesforce.fields.dealValue',
          from: 'Amount',
          to: 'Deal_Value__c',
          action: 'set',
          place: 'variables.json msft_dealvaluefield',
        },
        expect.objectContaining({ setting: 'salesforce.stages.onHold', action: 'same' }),
      ]),
    });
  });

  test('R93 a second import changes nothing', async () => {
    const first = await importing('variables.json', JSON.stringify(VARIABLES));
    const again = await importing('variables.json', JSON.stringify(VARIABLES), { settings: first.text });
    expect(again).toMatchObject({ code: 0, text: first.text });
    expect(again.stdout).toContain('Nothing to change in cosell.yaml.');
  });

  test('R93 a setting that says something else is kept and named, unless it may be overwritten', async () => {
    const settings = START.replace('# dealValue: Amount', 'dealValue: Net_Value__c # since May');
    const kept = await importing('variables.json', JSON.stringify(VARIABLES), { settings });
    expect(kept).toMatchObject({ code: 4, stdout: expect.stringContaining('1 kept as cosell.yaml says') });
    expect(kept.text).toContain('dealValue: Net_Value__c # since May');
    const taken = await importing('variables.json', JSON.stringify(VARIABLES), { settings, argv: ['--overwrite'] });
    expect(taken.code).toBe(0);
    expect(taken.text).toContain('dealValue: Deal_Value__c # since May');
  });

  test('R93 what has no value, no counterpart or no known unit is ignored with its reason', async () => {
    const { code, stdout, text } = await importing(
      'variables.csv',
      'name,value\nmsft_onholdstagename,\ncontoso_apiurl,https://x.example\nmsft_autohealrunscheduler,24\nmsft_activestagename,Qualification\n',
      { argv: ['--json'] },
    );
    expect(code).toBe(0);
    expect(parse(text)).toMatchObject({ salesforce: { stages: { active: 'Qualification' } } });
    expect((JSON.parse(stdout) as { ignored: unknown }).ignored).toEqual([
      { variable: 'contoso_apiurl', value: 'https://x.example', reason: expect.stringContaining('not a variable') },
      { variable: 'msft_onholdstagename', value: null, reason: 'it has no value' },
      { variable: 'msft_autohealrunscheduler', value: '24', reason: expect.stringContaining('sweep.fullCompareEvery') },
    ]);
  });

  test('R93 the cadence of the repair flow becomes that of the full comparison', async () => {
    const { text } = await importing('variables.json', '{ "msft_AutoHealRunScheduler": "12h" }');
    expect(parse(text)).toMatchObject({ sweep: { fullCompareEvery: '12h' } });
  });

  test('R93 without a settings file there is nothing to write into', async () => {
    const own = await mkdtemp(join(folder, 'empty-'));
    await writeFile(join(own, 'variables.json'), JSON.stringify(VARIABLES));
    const said = await runCommand(SCRIPT, ['import-settings', 'variables.json'], { folder: own });
    expect(said).toMatchObject({ code: 3, stderr: expect.stringContaining('cosell config example > cosell.yaml') });
    expect(await readdir(own)).toEqual(['variables.json']);
  });
});

describe('R93 an export that cannot be used', () => {
  const zipped = Buffer.from(solution('PartnerCenterReferralsForSalesforce', entries));
  test.each<[string, string, string | Uint8Array, string, string]>([
    ['a missing file', 'other.csv', '', 'import-file-missing', 'missing.csv'],
    ['a damaged zip file', 'solution.zip', zipped.subarray(0, zipped.length - 40), 'import-unreadable', 'solution.zip'],
    [
      'XML that ends too early',
      'one.xml',
      '<environmentvariabledefinition schemaname="msft_de',
      'import-unreadable',
      'one.xml',
    ],
    ['JSON that ends too early', 'one.json', '{ "EnvironmentVariables": [ {', 'import-unreadable', 'one.json'],
    ['no table at all', 'photo.csv', 'nothing here', 'import-unreadable', 'photo.csv'],
    [
      'a table cut off in a line',
      'cut.csv',
      'name,value\nmsft_activestagename,Qualification\nmsft_dealval',
      'import-truncated',
      'cut.csv:3',
    ],
    [
      'a table cut off in a quoted value',
      'cut.csv',
      'name,value\n"msft_activestagename","Qualif',
      'import-truncated',
      'cut.csv:2',
    ],
    [
      'another solution',
      'other.zip',
      solution('ContosoTools', [['cr5f_url', 'x']]),
      'import-nothing-known',
      'other.zip',
    ],
    [
      'the connector for Dynamics 365, by its solution',
      'd365.zip',
      solution('PartnerCenterReferralsSynchronizationForDynamics365', [['msft_displaycheckmarkinname', 'Yes']]),
      'import-other-crm',
      'd365.zip',
    ],
    [
      'the connector for Dynamics 365, by its columns',
      'd365.json',
      '{ "msft_dealvaluefield": "estimatedvalue", "msft_displaycheckmarkinname": "Yes" }',
      'import-other-crm',
      'd365.json msft_dealvaluefield',
    ],
    [
      'display names in place of schema names',
      'labels.csv',
      'name,value\nDeal value field name in Salesforce,Amount\n',
      'import-label',
      'labels.csv:2',
    ],
    [
      'a label in place of an API name',
      'label.json',
      '{ "msft_dealvaluefield": "Deal Value" }',
      'import-value-invalid',
      'label.json msft_dealvaluefield',
    ],
    [
      'neither Yes nor No',
      'maybe.csv',
      'msft_displaycheckmarkinname,Sometimes\n',
      'import-value-invalid',
      'maybe.csv:1',
    ],
    ['a name with a typing error', 'typo.csv', 'msft_dealvaluefeild,Amount\n', 'import-name-unknown', 'typo.csv:1'],
    [
      'two values for one variable',
      'twice.csv',
      'msft_activestagename,One\nmsft_activestagename,Two\n',
      'import-contradiction',
      'twice.csv:2',
    ],
  ])('R93 %s is a named error with its place, and nothing is written', async (_, name, content, code, place) => {
    const file = code === 'import-file-missing' ? 'missing.csv' : name;
    const said = await importing(name, content, { argv: ['--json'] });
    const result =
      file === name
        ? said
        : await runCommand(SCRIPT, ['import-settings', file, '--json'], { folder: join(said.settingsFile, '..') });
    expect(result).toMatchObject({ code: 3, stdout: '' });
    const { error } = JSON.parse(result.stderr) as { error: { code: string; place: string; remedy: string } };
    expect(error).toMatchObject({ code, place: expect.stringContaining(place) });
    expect(error.remedy).not.toBe('');
    expect(said.text).toBe(START);
    expect(said.files.toSorted()).toEqual(['cosell.yaml', name].toSorted());
  });
});
