import type { Call } from '../api/call.ts';

/** Whether the caller may see and change metadata. */
export function mayModifyMetadata({ api, actor }: Pick<Call, 'api' | 'actor'>): boolean {
  const username = api.org.store.table('User').get(actor.userId)?.['Username'];
  return api.org.world.users.some((user) => user.username === username && user.modifyMetadata);
}
