import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { storeLocation } from './location.ts';

test.each([
  [undefined, '.cosell'],
  ['', '.cosell'],
  ['data', 'data'],
  ['./data', 'data'],
  ['file:data', 'data'],
  ['/var/lib/cosell', '/var/lib/cosell'],
  ['file:///var/lib/cosell', '/var/lib/cosell'],
])('%s is a folder', (url, folder) => {
  expect(storeLocation(url)).toEqual({ kind: 'sqlite', folder: resolve(folder), shown: resolve(folder) });
});

test('never shows the password of a PostgreSQL URL', () => {
  const url = 'postgresql://cosell:p%40ss@db.example:5432/cosell?sslmode=require';
  expect(storeLocation(url)).toEqual({
    kind: 'postgres',
    url,
    shown: 'postgresql://cosell@db.example:5432/cosell?sslmode=require',
  });
});

test.each(['mysql://root:secret@host/db', 'postgres://user:se cret@ho st:port/db'])(
  'refuses %s without repeating its password',
  (url) => {
    expect(() => storeLocation(url)).toThrow(expect.objectContaining({ code: 'store-url', place: 'store' }));
    expect(() => storeLocation(url)).not.toThrow(/secret|se cret/);
  },
);
