import { expect, test } from 'vitest';
import { createStore, type Store } from './store.ts';

const put = (store: Store, id: string, name: string) =>
  store.put({ id, table: 'account', values: new Map<string, unknown>([['name', name]]) });
const namesAfter = (store: Store, version: number) =>
  store.changedAfter('account', version).map((row) => row.values.get('name'));

test('changes come in the order of their versions, each row once', () => {
  const store = createStore();
  put(store, 'a', 'A');
  put(store, 'b', 'B');
  const since = store.version();
  put(store, 'c', 'C');
  put(store, 'a', 'A2');
  put(store, 'c', 'C2');
  expect(namesAfter(store, since)).toEqual(['A2', 'C2']);
  expect(namesAfter(store, 0)).toEqual(['B', 'A2', 'C2']);
});

test('what is undone has not changed, and what it replaced is there again', () => {
  const store = createStore();
  put(store, 'a', 'A');
  store.commit();
  const savepoint = store.savepoint();
  put(store, 'a', 'A2');
  store.delete('account', 'a');
  put(store, 'b', 'B');
  store.rollback(savepoint);
  expect(namesAfter(store, 0)).toEqual(['A']);
  expect(store.deletedAfter('account', 0)).toEqual([]);
  expect(store.having('account', 'name', 'a')).toHaveLength(1);
});

test('many changes of few rows are forgotten, but for the last of each', () => {
  const store = createStore();
  for (let n = 0; n < 5000; n += 1) put(store, n % 2 === 0 ? 'a' : 'b', `N${n}`);
  store.commit();
  expect(namesAfter(store, 0)).toEqual(['N4998', 'N4999']);
});
