import type { CrmKind } from '../../src/config/crms.ts';
import type { SettingsInput } from '../../src/config/schema.ts';
import type { Emulator, TimedTrace } from '../emulators.ts';
import type { PlantedDeal } from '../planted.ts';

/** What the benches must know of a CRM. */
export interface BenchCrm {
  kind: CrmKind;
  /** As people call it. */
  label: string;
  /** Sections of a world file. */
  worlds: {
    /** The organisation of the default world without its deals. */
    withoutDeals: object;
    /** An organisation that has never heard of Microsoft; the connector's user may set it up. */
    untouched: object;
    /** Settings that differ there. */
    untouchedMapping: BenchSettings['mapping'];
  };
  settingsFor(emulator: Emulator): BenchSettings;
  /** Id of the opportunity of a planted deal. */
  recordIdOf(number: number): string;
  /** Plants what all deals share; answers the records of a deal, for the act `seed`. */
  planting(emulator: Emulator): Promise<(deal: PlantedDeal) => readonly object[]>;
  /** What a seller does who changes the value of a deal, for the act `edit`. */
  valueEdit(recordId: string, value: number): object;
  /** Whether by this call the connector learns which opportunities changed: one in every look. */
  isLook(trace: TimedTrace): boolean;
  /** Where the emulator's snapshot keeps the opportunities. */
  dealTable: string;
  bare: BareCalls;
  aims: { installSeconds: number };
}

export interface BenchSettings {
  connection: Partial<Omit<SettingsInput['connections'], 'partnerCenter'>>;
  mapping: Pick<SettingsInput, 'salesforce' | 'dynamics'>;
  /** What the settings refer to. */
  files: Readonly<Record<string, string>>;
}

/** A call that throws unless it is answered with a success. */
export type Caller = (path: string, init?: RequestInit) => Promise<unknown>;

/** The calls of a loop that does nothing but call. */
export interface BareCalls {
  signIn(emulator: Emulator): Promise<Caller>;
  /** Deals that the product writes in one call at most. */
  dealsPerCall: number;
  /** Writes the values of these opportunities in one call. */
  write(call: Caller, values: ReadonlyMap<string, number>): Promise<void>;
  /** Gets ready for a look from now on; what it answers asks which opportunities have changed. */
  look(call: Caller): Promise<() => Promise<void>>;
}
