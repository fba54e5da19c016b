import { expect, test } from 'vitest';
import * as z from 'zod';
import { parseSection, parseWorld } from './world.ts';

test('broken YAML names file, line and remedy', () => {
  expect(() => parseWorld('partnerCenter:\n  a: [1,\n', 'w.yaml')).toThrow(
    /w\.yaml: line \d+, column \d+.*Correct the YAML/,
  );
});

test('an unknown section names those that exist', () => {
  expect(() => parseWorld('crm: {}', 'w.yaml')).toThrow(/unknown section crm.*partnerCenter, salesforce/);
});

test('a wrong value names its place and what is expected', () => {
  const schema = z.object({ referrals: z.array(z.object({ name: z.string() })) });
  expect(() => parseSection(schema, { referrals: [{ name: 3 }] }, 'partnerCenter', 'w.yaml')).toThrow(
    /w\.yaml: partnerCenter\.referrals\[0\]\.name: .*expected string/,
  );
});

test('JSON is a world file too', () => {
  expect(parseWorld('{"salesforce": {"a": 1}}', 'w.json')).toEqual({ salesforce: { a: 1 } });
});
