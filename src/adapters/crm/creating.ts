import { asCosellError } from '../../core/errors.ts';
import type { Contact, DealView, Solution } from '../../core/model/deal.ts';
import { type CreateChange, type Note, note } from '../../core/model/plan.ts';
import type { Snapshot } from '../../core/model/snapshot.ts';
import type { WriteResult } from '../../engine/ports.ts';
import { type Batcher, createBatcher, type Outcome } from './batcher.ts';
import type { InTurn } from './options.ts';

/** New deals, several at a time, without making anything twice. */

export type CreateOutcomes = Map<CreateChange, Outcome<WriteResult>>;

export interface CreatorOptions {
  /** Names the call in errors. */
  place: string;
  maxSize: number;
  inTurn?: InTurn | undefined;
  /** Creates what can be made side by side; answers the deals that must wait because another one makes the same account, contact or solution. */
  runRound(changes: readonly CreateChange[], outcomes: CreateOutcomes): Promise<readonly CreateChange[]>;
}

/**
 * There is one lane only, and one turn among all processes: two deals of the same new customer must not make two accounts, so nothing is looked
 * up while another create is under way.
 */
export function createInRounds({
  place,
  maxSize,
  inTurn = (task) => task(),
  runRound,
}: CreatorOptions): Batcher<CreateChange, WriteResult> {
  return createBatcher<CreateChange, WriteResult>({
    place,
    writing: true,
    maxSize,
    lanes: 1,
    run: async (changes, signal) => {
      const outcomes: CreateOutcomes = new Map();
      await inTurn(async () => {
        let waiting = changes;
        while (waiting.length > 0) {
          const left = await runRound(waiting, outcomes);
          if (left.length === waiting.length) break;
          waiting = left;
        }
      }, signal);
      const lost = { error: asCosellError(new Error('create without outcome')) };
      return changes.map((change) => outcomes.get(change) ?? lost);
    },
  });
}

interface Unit {
  /** Keys of what it makes new. */
  makes: readonly string[];
}

/** Units of which no two make the same, and those that must wait. `fits` tells whether there is room for another one. */
export function sideBySide<One extends Unit>(
  all: readonly One[],
  fits: (taken: readonly One[], next: One) => boolean = () => true,
): { units: One[]; deferred: One[] } {
  const made = new Set<string>();
  const units: One[] = [];
  const deferred: One[] = [];
  for (const unit of all) {
    const waits = unit.makes.some((key) => made.has(key)) || !fits(units, unit);
    (waits ? deferred : units).push(unit);
    if (!waits) for (const key of unit.makes) made.add(key);
  }
  return { units, deferred };
}

/** Keys of contacts and solutions that a deal makes new. */
export function newChildMarks(
  { contacts, solutions }: { contacts: readonly Contact[]; solutions: readonly Solution[] },
  isKnown: { contact(email: string): boolean; solution(id: string): boolean },
): readonly string[] {
  return [
    ...contacts.flatMap(({ email }) => (email !== null && !isKnown.contact(email) ? [`contact/${email}`] : [])),
    ...solutions.flatMap(({ id }) => (isKnown.solution(id.toLowerCase()) ? [] : [`solution/${id.toLowerCase()}`])),
  ];
}

/** The record exists but could not be read back: what was written is what it shows; without a version the next write reads first. */
export function predicted(change: CreateChange, id: string, deal: DealView): Snapshot {
  return {
    side: 'crm',
    id,
    version: null,
    modifiedAt: '',
    deal,
    counterpartId: referralOf(change),
    record: { kind: 'opportunity', optedIn: true, mark: change.feedback?.mark ?? null, customerId: null },
  };
}

/** The referral that the new record stands for. */
export function referralOf({ counterpartId, marker }: CreateChange): string {
  return counterpartId ?? marker;
}

const DAY_MS = 86_400_000;

/** The close date of a deal that comes without one. */
export function assumedCloseDate(nowMs: number, days: number): string {
  return new Date(nowMs + days * DAY_MS).toISOString().slice(0, 10);
}

/** Says that a close date was assumed. */
export function closeDateNotes({ closeDate }: DealView, day: unknown): readonly Note[] {
  return closeDate == null ? [note('close-date-assumed', 'closeDate', { day: String(day) })] : [];
}

/** Under which a row known by name is found among others. */
export function referenceKey(table: string, name: string): string {
  return `${table}/${name.trim()}`.toLowerCase();
}
