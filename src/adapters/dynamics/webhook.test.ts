import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from './settings.ts';
import { isCode, recordsTold } from './webhook.ts';

const DEAL = '0B6A9E51-53C5-4B4B-9E4B-6F6F8E0C0001';

const told = (message: object) => recordsTold(new TextEncoder().encode(JSON.stringify(message)), DEFAULT_SETTINGS);
const message = (PrimaryEntityName: string, attributes: Readonly<Record<string, unknown>>, rest: object = {}) => ({
  MessageName: 'Update',
  PrimaryEntityName,
  PrimaryEntityId: DEAL,
  InputParameters: [
    {
      key: 'Target',
      value: { Attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })) },
    },
  ],
  ...rest,
});

test('a deal that is shared just now is to be read although nobody knows it', () => {
  expect(told(message('opportunity', { csl_syncwithpartnercenter: true }))).toEqual([
    { id: DEAL.toLowerCase(), isNew: true },
  ]);
  expect(told(message('opportunity', { name: 'x' }))).toMatchObject([{ isNew: false }]);
});

test('a message that was too large may be about anything; a deletion shares nothing', () => {
  expect(told(message('opportunity', {}, { InputParameters: null }))).toMatchObject([{ isNew: true }]);
  expect(told(message('opportunity', {}, { InputParameters: null, MessageName: 'Delete' }))).toMatchObject([
    { isNew: false },
  ]);
});

test('a solution on a deal is about the deal', () => {
  expect(told(message('csl_microsoftsolution', { csl_opportunityid: { Id: DEAL } }))).toEqual([
    { id: DEAL.toLowerCase(), isNew: false },
  ]);
  expect(told(message('account', { name: 'x' }))).toEqual([]);
});

test('what is no message is none', () => {
  expect(recordsTold(new TextEncoder().encode('<html>'), DEFAULT_SETTINGS)).toBeNull();
  expect(told({ hello: 'world' })).toBeNull();
});

test('only the agreed code opens', () => {
  expect([isCode('abc', 'abc'), isCode('abd', 'abc'), isCode(null, 'abc')]).toEqual([true, false, false]);
});
