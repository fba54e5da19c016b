import type { Caller } from '../access.ts';
import type { Tokens } from '../oauth/tokens.ts';
import { apiCaller, type Organisation } from '../organisation.ts';
import type { Row } from '../records/store.ts';
import { refuse } from '../refusal.ts';
import { notAllowed } from '../refusals.ts';

/** No token, or one that does not hold: answered with 401 and where to get another. */
export class Unauthenticated extends Error {}

function applicationUser(org: Organisation, clientId: string): Row {
  const user = org.store.having('systemuser', 'applicationid', clientId)[0];
  if (!user || user.values.get('isdisabled') === true) {
    throw refuse(403, '0x80072560', 'The user is not a member of the organization.');
  }
  return user;
}

function impersonated(org: Organisation, column: string, id: string): Row {
  const user = org.store.having('systemuser', column, id)[0];
  if (!user) throw notAllowed(`The user to impersonate does not exist: ${id}`);
  return user;
}

/** Who calls: the application's user, or another in whose place it acts (IMP); both must have the rights then. */
export function callerOf(org: Organisation, tokens: Tokens, header: (name: string) => string | undefined): Caller {
  const token = /^Bearer (.+)$/i.exec(header('authorization') ?? '')?.[1];
  const clientId = token === undefined ? undefined : tokens.clientOf(token);
  if (clientId === undefined) throw new Unauthenticated('no valid token');
  const own = apiCaller(org, applicationUser(org, clientId).id);
  const objectId = header('callerobjectid');
  const userId = header('mscrmcallerid');
  if (objectId === undefined && userId === undefined) return own;
  if (!own.access.actOnBehalf) {
    throw notAllowed(`Principal user (Id=${own.userId}) is missing prvActOnBehalfOfAnotherUser privilege.`);
  }
  const user =
    objectId === undefined
      ? impersonated(org, 'systemuserid', userId ?? '')
      : impersonated(org, 'azureactivedirectoryobjectid', objectId);
  const caller = apiCaller(org, user.id, own.userId);
  return { ...caller, access: { ...caller.access, within: own.access } };
}
