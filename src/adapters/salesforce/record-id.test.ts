import { expect, test } from 'vitest';
import { recordId } from './record-id.ts';

test.each([
  ['fifteen characters', '006Qy00000AbCdE', '006Qy00000AbCdEIAV'],
  ['eighteen characters', '006Qy00000AbCdEIAV', '006Qy00000AbCdEIAV'],
  ['eighteen characters that lost their case', '006QY00000ABCDEiav', '006Qy00000AbCdEIAV'],
])('an id of %s is brought to the form that answers have', (_, text, id) => {
  expect(recordId(text)).toBe(id);
});

test.each(['', 'CRM-1234', "x' OR Id != '", '006Qy00000AbCdEF', '000000000000000BAA', '006Qy00000AbCdE999'])(
  '"%s" is no id',
  (text) => {
    expect(recordId(text)).toBeNull();
  },
);
