import { type BehaviourTable, createSwitches, type Switches } from './behaviours.ts';
import { type Calls, createCalls } from './calls.ts';
import { type Clock, createClock } from './clock.ts';
import { createFaults, type Faults } from './faults.ts';
import { createTraces, type Traces } from './traces.ts';

/** What every emulator is built on. */
export interface EmulatorKit<SwitchId extends string = string> {
  clock: Clock;
  faults: Faults;
  traces: Traces;
  calls: Calls;
  switches: Switches<SwitchId>;
}

/** Creates the kit of one emulator; a clock can be shared between emulators. */
export function createKit<SwitchId extends string>(
  table: BehaviourTable<SwitchId>,
  clock: Clock = createClock(),
): EmulatorKit<SwitchId> {
  return {
    clock,
    faults: createFaults(),
    traces: createTraces(),
    calls: createCalls(),
    switches: createSwitches(table),
  };
}
