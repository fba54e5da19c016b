import { expect, test } from 'vitest';
import type { SidePort } from '../engine/ports.ts';
import { readOnlySide } from './read-only-side.ts';

test('a read-only side passes reads on and refuses every write before it reaches the system', async () => {
  const reached: string[] = [];
  let pageSize = 1;
  const port = {
    side: 'crm',
    get capabilities() {
      return { pageSize };
    },
    read: async () => reached.push('read'),
    create: async () => reached.push('create'),
    update: async () => reached.push('update'),
  } as unknown as SidePort;
  const readOnly = readOnlySide(port);
  await readOnly.read(['1']);
  await expect(readOnly.create({} as never)).rejects.toMatchObject({ code: 'shadow-writes-nothing' });
  await expect(readOnly.update({} as never)).rejects.toMatchObject({ code: 'shadow-writes-nothing' });
  expect(reached).toEqual(['read']);
  pageSize = 2;
  expect(readOnly.capabilities.pageSize).toBe(2);
});
