import { isDeepStrictEqual } from 'node:util';
import { conform } from './conform.ts';
import { completeReferral, type DeepPartial, isMap, overlay } from './documents.ts';
import { invalid, ReferralRefusal } from './errors.ts';
import { FROZEN_FIELDS, readWritableFields, SERVER_FIELDS, valueAt } from './field-rules.ts';
import { checkMove, commit, isTerminal, withStatus } from './lifecycle.ts';
import { applyPatch, isRegistrationPatch, readPatch } from './patch.ts';
import type { Referral } from './referral.ts';
import { microsoftHalfOf } from './referral-store.ts';
import { isOwn, type Tenant } from './tenant.ts';

/** PATCH /referrals/{id}. Throws a ReferralRefusal; nothing is changed then. */
export function patchReferral(
  tenant: Tenant,
  referral: Referral,
  body: unknown,
  ifMatch: string | undefined,
): Referral {
  checkVersion(referral, ifMatch);
  checkOwner(tenant, referral);
  const operations = readPatch(body);
  const registers = isRegistrationPatch(operations);
  if (!(registers && referral.substatus === 'Won')) checkOpen(tenant, referral);
  const draft = applyPatch(tenant, referral, operations);
  const touched = (path: string) => operations.some((operation) => operation.path.toLowerCase() === path);
  checkStatusPair(tenant, touched('/status'), touched('/substatus'));
  return finish(tenant, referral, draft);
}

/** PUT /referrals/{id}: the whole document except `links`. Throws a ReferralRefusal; nothing is changed then. */
export function putReferral(tenant: Tenant, referral: Referral, body: unknown, ifMatch: string | undefined): Referral {
  if (ifMatch === undefined) throw invalid('PUT needs If-Match with the eTag of the referral.', 'If-Match');
  checkVersion(referral, ifMatch);
  checkOwner(tenant, referral);
  checkOpen(tenant, referral);
  if (isMap(body) && 'links' in body) throw invalid("Remove 'links' from the document.", 'links');
  const given = conform(body);
  const draft = readWritableFields(keepFixed(tenant, referral, completeReferral(given), given));
  return finish(tenant, referral, draft);
}

function checkVersion(referral: Referral, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch === '*' || ifMatch === referral.eTag) return;
  throw new ReferralRefusal(412, 'preconditionFailed', 'The eTag does not match the current referral.');
}

function checkOwner(tenant: Tenant, referral: Referral): void {
  if (isOwn(tenant, referral)) return;
  throw new ReferralRefusal(403, 'accessDenied', 'Only the organisation that owns a referral can change it.');
}

function checkOpen(tenant: Tenant, referral: Referral): void {
  if (!isTerminal(referral)) return;
  const status = Number(tenant.kit.switches.choice('terminal-write-status')) as 400 | 409 | 422;
  const says = `A referral that is ${referral.status}/${referral.substatus} cannot be changed.`;
  throw new ReferralRefusal(status, 'invalidRequest', says, 'status');
}

function checkStatusPair(tenant: Tenant, status: boolean, substatus: boolean): void {
  if (status === substatus || !tenant.kit.switches.flag('status-pair')) return;
  throw invalid('status and substatus must be changed together.', status ? 'substatus' : 'status');
}

/** Server-owned and frozen fields keep their value; a client that changed one is refused or overruled. */
function keepFixed(tenant: Tenant, referral: Referral, draft: Referral, given: DeepPartial<Referral>): Referral {
  const fixed = [...SERVER_FIELDS, ...FROZEN_FIELDS];
  let kept: Referral = draft;
  for (const path of fixed) {
    const before = valueAt(referral, path);
    const wanted = valueAt(given as Referral, path);
    const changes = wanted !== undefined && !isDeepStrictEqual(before, wanted);
    if (changes && tenant.kit.switches.choice('read-only-change') === 'refuse') {
      throw invalid(`${path} cannot be changed.`, path);
    }
    const restored = path.split('.').reduceRight<unknown>((value, name) => ({ [name]: value }), before);
    kept = overlay(kept, restored as DeepPartial<Referral>);
  }
  return kept;
}

/** Checks the rules that span fields, keeps the dates of the status, and stores the document. */
function finish(tenant: Tenant, referral: Referral, draft: Referral): Referral {
  checkConsent(referral, draft);
  checkFrozenContact(tenant, referral, draft);
  const moves = draft.status !== referral.status || draft.substatus !== referral.substatus;
  if (!moves) return commit(tenant, draft, 'updated', 'api');
  const move = { status: draft.status, substatus: draft.substatus };
  checkMove(referral, move);
  if (move.substatus === 'Declined' && !draft.statusReason && tenant.kit.switches.flag('decline-needs-reason')) {
    throw invalid('Declining needs a statusReason.', 'statusReason');
  }
  const before = { ...draft, status: referral.status, substatus: referral.substatus };
  return commit(tenant, withStatus(tenant, before, move), 'updated', 'api');
}

function checkConsent(referral: Referral, draft: Referral): void {
  const shared = (document: Referral) => document.consent.consentToShareReferralWithMicrosoftSellers;
  if (!shared(referral) || shared(draft)) return;
  const target = 'consent.consentToShareReferralWithMicrosoftSellers';
  throw invalid('A deal that Microsoft sellers can see cannot be hidden again.', target);
}

function checkFrozenContact(tenant: Tenant, referral: Referral, draft: Referral): void {
  if (isDeepStrictEqual(referral.customerProfile.team, draft.customerProfile.team)) return;
  const half = microsoftHalfOf(tenant.store, referral.engagementId);
  const asked = half?.inviteContext.invitedBy.organizationId === tenant.world.organization.id;
  if (asked && tenant.kit.switches.flag('contact-frozen-after-help')) {
    throw invalid('The customer contact is fixed since help from Microsoft was requested.', 'customerProfile.team');
  }
}
