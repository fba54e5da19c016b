import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CosellError } from '../core/errors.ts';
import { checkSettings, loadSettings, settingsFrom } from './load.ts';

const GOOD = `connections:
  partnerCenter: { tenant: contoso, clientId: app, refreshToken: env:TOKEN }
  salesforce:
    loginUrl: https://contoso.my.salesforce.com/
    auth: { kind: client-credentials, clientId: app, clientSecret: file:secret }
salesforce:
  stages: { onHold: On Hold }
`;

const faults = (text: string) =>
  checkSettings(text, 'cosell.yaml').problems.map(({ line, column, path, message, remedy }) => ({
    at: `${line}:${column}`,
    path,
    message,
    remedy,
  }));

describe('a good file', () => {
  test('gets every default; durations are milliseconds and addresses have no trailing slash', () => {
    const { settings } = checkSettings(`${GOOD}sweep: { crmEvery: 30s }\n`, 'cosell.yaml');
    expect(settings).toMatchObject({
      store: '.cosell',
      deals: { checkMarkInName: true, coSellOnly: true, owners: { value: 'crm' } },
      salesforce: { fields: { dealValue: 'Amount', currency: 'CurrencyIsoCode', country: 'BillingCountry' } },
      sweep: { crmEvery: 30_000, partnerCenterEvery: 300_000 },
    });
    expect(settings?.connections.salesforce?.loginUrl).toBe('https://contoso.my.salesforce.com');
  });

  test('may have groups in which everything is commented out', () => {
    expect(faults(`${GOOD}sweep:\n  # crmEvery: 30s\nlimits:\n`)).toEqual([]);
  });

  test('takes numbers for a version and an id that look like numbers', () => {
    const text = GOOD.replace('tenant: contoso', 'tenant: contoso, partnerId: 6000123').replace(
      'auth:',
      'apiVersion: 66.0\n    auth:',
    );
    expect(checkSettings(text, 'cosell.yaml').settings?.connections).toMatchObject({
      partnerCenter: { partnerId: '6000123' },
      salesforce: { apiVersion: '66.0' },
    });
  });

  test('says none where the org lacks a field', () => {
    const { settings } = checkSettings(GOOD.replace('stages:', 'fields: { help: none }\n  stages:'), 'cosell.yaml');
    expect(settings?.salesforce?.fields).toMatchObject({ help: null, audit: 'Audit__c' });
  });
});

describe('faults', () => {
  test.each([
    ['a misspelt key', 'swep: {}', { at: '8:1', path: 'swep', remedy: 'Did you mean sweep?' }],
    ['a key in the wrong group', 'checkMarkInName: true', { remedy: 'Did you mean deals.checkMarkInName?' }],
    [
      "a name of Microsoft's connector",
      'msft_dealvaluefield: X',
      { remedy: 'Did you mean salesforce.fields.dealValue?' },
    ],
    ['a key far from all others', 'audit: { zzz: 1 }', { at: '8:10', remedy: 'Settings here are order.' }],
    ['a misspelt choice', 'audit: { order: newest-fist }', { at: '8:17', remedy: 'Did you mean newest-first?' }],
    ['a number for a duration', 'sweep: { crmEvery: 60 }', { message: expect.stringContaining('a duration such as') }],
    ['a fraction of a pass', 'limits: { passes: 0.5 }', { message: 'expected a whole number, found 0.5' }],
    ['too small a number', 'limits: { passes: 0 }', { message: 'expected 1 or more, found 0' }],
    ['a currency that does not exist', 'deals: { defaultCurrency: EUROS }', { at: '8:27' }],
    ['a link without a place for the id', 'deals: { referralLink: https://x.example }', { path: 'deals.referralLink' }],
    [
      'a certificate from elsewhere over plain http',
      'webhook: { signature: { certificateUrls: ["http://x.example/cert/"] } }',
      {
        at: '8:43',
        message: expect.stringContaining('an https folder'),
        remedy: expect.stringContaining('Folders from'),
      },
    ],
    [
      'an address that is none',
      'webhook: { signature: { certificateUrls: [nonsense] } }',
      {
        message:
          'expected an https folder ending in /; plain http is for emulators on this machine only, found "nonsense"',
      },
    ],
    ['a list for a group', 'limits: [1]', { message: 'expected a group of settings' }],
  ])('%s is named with its place', (_, line, expected) => {
    expect(faults(`${GOOD}${line}\n`)).toEqual([expect.objectContaining(expected)]);
  });

  test('all are named at once, in the order of the file', () => {
    const found = faults('store: 5\nlimits: { passes: 0 }\n');
    expect(found.map(({ at, path }) => `${at} ${path}`)).toEqual([
      '1:1 connections',
      '1:8 store',
      '2:19 limits.passes',
    ]);
  });

  test('a label in place of an API name is explained', () => {
    const [fault] = faults(GOOD.replace('stages:', 'fields: { dealValue: Deal Value }\n  stages:'));
    expect(fault).toMatchObject({ at: '7:24', message: expect.stringContaining('an API name such as Deal_Value__c') });
  });

  test('the missing kind of a sign-in is asked for', () => {
    const [fault] = faults(GOOD.replace('kind: client-credentials, ', ''));
    expect(fault).toMatchObject({ path: 'connections.salesforce.auth.kind', message: 'is missing' });
  });

  test('the lightning address is refused', () => {
    const [fault] = faults(GOOD.replace('contoso.my.salesforce.com', 'contoso.lightning.force.com'));
    expect(fault?.message).toContain('.my.salesforce.com');
  });

  test('plain http needs an explicit permission', () => {
    const http = GOOD.replace('https://contoso', 'http://contoso');
    expect(faults(http)[0]).toMatchObject({ path: 'connections.salesforce.loginUrl' });
    expect(faults(http.replace('auth:', 'allowInsecure: true\n    auth:'))).toEqual([]);
  });

  test.each([
    ['an unclosed list', 'store: [', '1:'],
    ['the same key twice', 'store: a\nstore: b', '2:1'],
    ['a tag that would make code', 'store: !!js/function x', '1:8'],
    ['a tab', 'sweep:\n\tcrmEvery: 5s', '2:1'],
  ])('%s is a fault of the YAML with its place', (_, text, at) => {
    const [fault] = faults(text);
    expect(fault?.message).toMatch(/^not valid YAML/);
    expect(fault?.at.startsWith(at)).toBe(true);
  });
});

describe('secrets', () => {
  test.each(['hunter2', 'env:', 'env:1BAD', 'vault:x'])('%s is no reference, and is not repeated', (secret) => {
    const [fault] = faults(GOOD.replace('env:TOKEN', JSON.stringify(secret)));
    expect(fault).toMatchObject({
      path: 'connections.partnerCenter.refreshToken',
      remedy: expect.stringContaining('env:NAME'),
    });
    expect(JSON.stringify(fault?.message)).not.toContain(secret === 'env:' ? 'env:"' : secret);
  });

  test('a password in the address of the store is refused, and is not repeated', () => {
    const [fault] = faults(`store: postgres://joe:hunter2@host/db\n${GOOD}`);
    expect(fault).toMatchObject({ path: 'store', remedy: expect.stringContaining('env:NAME') });
    expect(JSON.stringify(fault)).not.toContain('hunter2');
    expect(faults(`store: postgres://joe@host/db\n${GOOD}`)).toEqual([]);
  });
});

test('a file that is loaded knows its folder; a missing one has a remedy', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cosell-load-'));
  try {
    await writeFile(join(folder, 'cosell.yaml'), GOOD);
    expect((await loadSettings('cosell.yaml', folder)).folder).toBe(folder);
    await expect(loadSettings('other.yaml', folder)).rejects.toMatchObject({
      code: 'config-missing',
      remedy: /config example/,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('settings made in code are checked in the same way', () => {
  const wrong = () => settingsFrom({ lisen: {} }, 'the test');
  expect(wrong).toThrow(CosellError);
  expect(wrong).toThrow(/the test lisen: "lisen" is not a setting/);
});
