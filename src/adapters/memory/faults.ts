import { CosellError } from '../../core/errors.ts';
import type { DealField } from '../../core/model/deal.ts';
import type { CreateChange, UpdateChange } from '../../core/model/plan.ts';
import { refusal } from '../../core/model/refusal.ts';
import type { Side } from '../../core/model/side.ts';
import type { WriteResult } from '../../engine/ports.ts';

/** What a test may order to go wrong. */
export interface FaultControls {
  /** The next call of this kind fails; `after` lets it do its work before its answer is lost. */
  failNext(call: FailingCall, error: CosellError, when?: Moment): void;
  /** From now on the record shows a close date that no calendar has; null mends whatever was spoilt. */
  spoil(id: string | null): void;
  /** Refuses every write of these fields, as a validation rule would. */
  refuse(field: DealField | null): void;
}

/** `read` is also a listing or a search, `write` a create or an update. */
export type FailingCall = 'any' | 'read' | 'write' | 'create' | 'update';

export type PortCall = 'read' | 'create' | 'update';
type Moment = 'before' | 'after';

const STRUCK_BY: Record<PortCall, ReadonlySet<FailingCall>> = {
  read: new Set(['any', 'read']),
  create: new Set(['any', 'write', 'create']),
  update: new Set(['any', 'write', 'update']),
};

interface Faults extends FaultControls {
  /** Throws what was ordered for such a call. */
  strike(call: PortCall, when: Moment): void;
  isSpoilt(id: string): boolean;
  /** Throws when one of the records was spoilt. */
  checkReadable(ids: readonly string[]): void;
  refusalOf(change: CreateChange | UpdateChange): WriteResult | null;
}

export function createFaults(side: Side): Faults {
  const ordered: { call: FailingCall; error: CosellError; when: Moment }[] = [];
  const spoilt = new Set<string>();
  let refused: DealField | null = null;
  return {
    failNext(call, error, when = 'before') {
      ordered.push({ call, error, when });
    },
    spoil(id) {
      if (id === null) spoilt.clear();
      else spoilt.add(id);
    },
    refuse(field) {
      refused = field;
    },
    strike(call, when) {
      const at = ordered.findIndex((fault) => STRUCK_BY[call].has(fault.call) && fault.when === when);
      const [fault] = at < 0 ? [] : ordered.splice(at, 1);
      if (fault) throw fault.error;
    },
    isSpoilt: (id) => spoilt.has(id),
    checkReadable(ids) {
      const senseless = ids.find((id) => spoilt.has(id));
      if (senseless !== undefined) throw unreadable(side, senseless);
    },
    refusalOf({ fields }) {
      if (!refused || !(refused in fields)) return null;
      const said = `${refused} is not accepted.`;
      return { kind: 'refused', refusals: [refusal('crm-validation-rule', refused, { said })] };
    },
  };
}

function unreadable(side: Side, id: string): CosellError {
  return new CosellError({
    code: 'value-unreadable',
    recovery: 'bad-input',
    message: 'The record shows the close date "2026-13-45", which no calendar has.',
    remedy: 'Correct it.',
    place: `memory ${side} ${id}`,
  });
}
