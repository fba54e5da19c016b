import type { DealView } from '../../../src/core/model/deal.ts';
import type { SidePort } from '../../../src/engine/ports.ts';

/** An implementation of SidePort with the system behind it, as the suite needs them. */
export interface Harness {
  port: SidePort;
  /** A deal that can be created here. */
  deal: DealView;
  /** Another value for each field that can still be written, and for no other. */
  otherValues: DealView;
  /** An id of the right form that no record ever had. */
  unknownId: string;
  person: Person;
  faults: Faults;
  /** By the clock of the system, ms. */
  nowMs(): number;
  timePasses(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** What people do on this side, past the port. */
export interface Person {
  /** Opens records that take part, one after the other; answers their ids in that order. */
  opens(count: number): Promise<readonly string[]>;
  /** Writes notes on a record, a little later than whatever was done to it before. */
  notes(id: string, text: string): Promise<void>;
  deletes(id: string): Promise<void>;
  /** Sees to it that this side refuses a certain change of the value; answers that change. */
  forbidsAValue(): Promise<Pick<DealView, 'value'>>;
}

/** What goes wrong, once unless said otherwise. */
export interface Faults {
  /** The next write is carried out, but its answer is lost on the way. */
  loseAnswer(): void;
  /** The next call is refused with the request to wait. */
  throttle(retryAfterMs: number): void;
  /** Calls get no answer from now on. */
  fallSilent(): void;
  /** The next write is carried out, and this happens before its answer arrives. */
  meanwhile(act: () => Promise<void>): void;
  /** The next call, or the next write, is carried out, but its answer arrives cut off. */
  garble(call: 'any' | 'write'): void;
  /** From now on the record shows a close date that no calendar has. */
  spoil(id: string): void;
  /** Calls are answered by something else than the system from now on. */
  intrude(): void;
}

/** What every implementation must do, by name. */
export type Cases = Readonly<Record<string, (open: () => Promise<Harness>) => Promise<void>>>;
