import { refuse, refuseWith } from '../refusal.ts';
import type { SObjectView } from '../schema/catalogue.ts';
import type { Row } from '../schema/types.ts';
import { readDatetime, toStamp } from '../stamps.ts';
import type { ApiAnswer, Call, Resource } from './call.ts';
import { sobjectInUrl } from './rows.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const UPDATED_DAYS = 30;
const DELETED_DAYS = 15;
const MOST_IDS = 600_000;

interface Window {
  from: string;
  until: string;
  untilMs: number;
}

function replicated(call: Call): SObjectView {
  const sobject = sobjectInUrl(call);
  if (sobject.spec.replicateable) return sobject;
  throw refuse('INVALID_TYPE_FOR_OPERATION', `entity type ${sobject.spec.name} does not support replication`);
}

function readMoment(call: Call, name: string): number {
  const text = call.query.get(name);
  const ms = text === null ? undefined : readDatetime(text.replace(' ', '+'));
  if (ms === undefined) throw refuseWith(400, 'INVALID_REPLICATION_DATE', `Invalid ${name} date: ${text ?? 'missing'}`);
  // Seconds are ignored.
  return Math.floor(ms / MINUTE_MS) * MINUTE_MS;
}

function readWindow(call: Call, days: number): Window {
  const fromMs = readMoment(call, 'start');
  const untilMs = readMoment(call, 'end');
  const now = call.api.org.kit.clock.now();
  const broken = (message: string) => refuse('INVALID_REPLICATION_DATE', message);
  if (fromMs >= untilMs) throw broken('startDate must be at least one minute before endDate');
  if (fromMs < now - days * DAY_MS) throw broken(`startDate cannot be more than ${days} days ago`);
  return { from: toStamp(fromMs), until: toStamp(untilMs), untilMs };
}

/** The next request must start here: later changes may still be on their way. */
function latestCovered(call: Call, window: Window): string {
  const nowMinute = Math.floor(call.api.org.kit.clock.now() / MINUTE_MS) * MINUTE_MS;
  return toStamp(Math.min(window.untilMs, nowMinute));
}

function touched(call: Call, sobject: SObjectView, window: Window): Row[] {
  const rows = call.api.org.store.table(sobject.spec.name).touchedBetween(window.from, window.until);
  if (rows.length > MOST_IDS) throw refuse('EXCEEDED_ID_LIMIT', 'too many ids; use a shorter window');
  return rows.filter(call.actor.isVisible);
}

function updated(call: Call): ApiAnswer {
  const sobject = replicated(call);
  const window = readWindow(call, UPDATED_DAYS);
  const rows = touched(call, sobject, window).filter((row) => row['IsDeleted'] !== true);
  const body = { ids: rows.map((row) => row['Id']), latestDateCovered: latestCovered(call, window) };
  return { status: 200, body };
}

function deletedRows(call: Call): ApiAnswer {
  const sobject = replicated(call);
  const window = readWindow(call, DELETED_DAYS);
  const rows = touched(call, sobject, window).filter((row) => row['IsDeleted'] === true);
  const body = {
    deletedRecords: rows.map((row) => ({ deletedDate: row['SystemModstamp'], id: row['Id'] })),
    earliestDateAvailable: toStamp(call.api.org.kit.clock.now() - DELETED_DAYS * DAY_MS),
    latestDateCovered: latestCovered(call, window),
  };
  return { status: 200, body };
}

/** Ids of what changed or went in a window of time. */
export const REPLICATION_RESOURCES: readonly Resource[] = [
  { operation: 'get-updated', kind: 'read', method: 'GET', pattern: 'sobjects/:sobject/updated', answer: updated },
  { operation: 'get-deleted', kind: 'read', method: 'GET', pattern: 'sobjects/:sobject/deleted', answer: deletedRows },
];
