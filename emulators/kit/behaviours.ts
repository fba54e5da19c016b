/** `documented`: the vendor says so. `recorded`: seen in real traffic. `inferred`: plausible, so it sits behind a switch. */
type Evidence = 'documented' | 'recorded' | 'inferred';

export type SwitchValue = boolean | string | number;
export type SwitchRange =
  | { default: boolean }
  | { default: string; choices: readonly string[] }
  | { default: number; min: number; max: number };

/** One thing an emulator does, and why we believe that the real system does it. */
export interface Behaviour<Id extends string = string> {
  id: Id;
  says: string;
  evidence: Evidence;
  source: string;
  /** How the behaviour can be changed while the emulator runs. */
  switch?: SwitchRange;
}

/** Something the real system has and the emulator refuses with 501. */
interface Refusal {
  what: string;
  why: string;
}

export interface BehaviourTable<Id extends string = string> {
  /** Name of the emulator as people say it. */
  emulator: string;
  behaviours: readonly Behaviour<Id>[];
  refuses: readonly Refusal[];
}

/** Keeps the behaviour ids as literal types, so that reading an unknown switch does not compile. */
export function defineBehaviours<const Id extends string>(table: BehaviourTable<Id>): BehaviourTable<Id> {
  return table;
}

export interface Switches<Id extends string = string> {
  flag(id: Id): boolean;
  choice(id: Id): string;
  number(id: Id): number;
  all(): Record<string, SwitchValue>;
  /** Throws a RangeError that names the switches or values that exist. */
  set(values: Record<string, unknown>): void;
  reset(): void;
}

function accepts(range: SwitchRange, value: unknown): value is SwitchValue {
  if ('choices' in range) return typeof value === 'string' && range.choices.includes(value);
  if ('min' in range) return typeof value === 'number' && value >= range.min && value <= range.max;
  return typeof value === 'boolean';
}

/** Says in words which values a switch takes. */
export function describeRange(range: SwitchRange): string {
  if ('choices' in range) return range.choices.map((choice) => JSON.stringify(choice)).join(' or ');
  if ('min' in range) return `a number from ${range.min} to ${range.max}`;
  return 'true or false';
}

/** The switches of one emulator, at their defaults. */
export function createSwitches<Id extends string>(table: BehaviourTable<Id>): Switches<Id> {
  const ranges = new Map<string, SwitchRange>();
  for (const behaviour of table.behaviours) if (behaviour.switch) ranges.set(behaviour.id, behaviour.switch);
  const values = new Map<string, SwitchValue>();

  function reset(): void {
    for (const [id, range] of ranges) values.set(id, range.default);
  }
  function read(id: string, kind: 'boolean' | 'string' | 'number'): SwitchValue {
    const value = values.get(id);
    const found = typeof value;
    if (value === undefined || found !== kind) throw new TypeError(`${table.emulator}: ${id} has no ${kind} switch.`);
    return value;
  }

  reset();
  return {
    flag: (id) => read(id, 'boolean') as boolean,
    choice: (id) => read(id, 'string') as string,
    number: (id) => read(id, 'number') as number,
    all: () => Object.fromEntries(values),
    set(wanted) {
      for (const [id, value] of Object.entries(wanted)) {
        const range = ranges.get(id);
        if (!range) throw new RangeError(`There is no switch "${id}". Switches: ${[...ranges.keys()].join(', ')}.`);
        if (!accepts(range, value)) throw new RangeError(`Switch "${id}" takes ${describeRange(range)}.`);
        values.set(id, value);
      }
    },
    reset,
  };
}
