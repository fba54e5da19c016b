import type { CallCounts } from '../emulators/kit/calls.ts';
import type { Trace } from '../emulators/kit/traces.ts';
import type { CrmKind } from '../src/config/crms.ts';
import { type CosellProcess, type SpawnOptions, spawnCosell } from './processes.ts';

/** An emulator in a process of its own, with its admin API. */
export interface Emulator {
  url: string;
  urls: Record<string, string>;
  credentials: Record<string, string>;
  /** Something a person does in the emulated system. */
  person(act: string, input: object): Promise<Record<string, unknown>>;
  admin(path: string): Promise<unknown>;
  order(path: string, input: object): Promise<unknown>;
  calls(): Promise<CallCounts>;
  /** The calls answered since the last look. Throws when some were lost because nobody looked for too long. */
  newTraces(): Promise<readonly TimedTrace[]>;
  /** Passes over the calls so far. */
  skipTraces(): Promise<void>;
  stop(): Promise<unknown>;
}

/** Moments in real milliseconds: the emulators' clocks run with the machine's. */
export interface TimedTrace extends Trace {
  arrivedAtMs: number;
  /** When the call was answered, hence at the latest when its writes were committed. */
  answeredAtMs: number;
}

export async function startEmulator(
  name: 'partner-center' | CrmKind,
  worldFile: string,
  options: SpawnOptions,
): Promise<Emulator> {
  const running = spawnCosell(['emulate', name, '--port', '0', '--world', worldFile], options);
  const facts = (await running.nextLine()) as unknown as Pick<Emulator, 'url' | 'urls' | 'credentials'>;
  running.ignoreOutput();
  return adminOf(facts, running);
}

function adminOf(facts: Pick<Emulator, 'url' | 'urls' | 'credentials'>, running: CosellProcess): Emulator {
  const base = `${facts.url}/_emulator`;
  let lastTrace = 0;
  const order = (path: string, input: object) => exchange(`${base}/${path}`, input);
  return {
    ...facts,
    order,
    person: async (act, input) => (await order(`people/${act}`, input)) as Record<string, unknown>,
    admin: (path) => exchange(`${base}/${path}`),
    calls: async () => (await exchange(`${base}/calls`)) as CallCounts,
    async skipTraces() {
      lastTrace = ((await exchange(`${base}/traces`)) as Trace[]).at(-1)?.number ?? 0;
    },
    async newTraces() {
      const traces = (await exchange(`${base}/traces?after=${lastTrace}`)) as Trace[];
      const [first] = traces;
      if (lastTrace > 0 && first && first.number !== lastTrace + 1) throw new Error('Traces were lost; look oftener.');
      lastTrace = traces.at(-1)?.number ?? lastTrace;
      return traces.map((trace) => {
        const arrivedAtMs = Date.parse(trace.at);
        return { ...trace, arrivedAtMs, answeredAtMs: arrivedAtMs + trace.ms };
      });
    },
    stop: () => running.stop(),
  };
}

async function exchange(url: string, input?: object): Promise<unknown> {
  const response = await fetch(
    url,
    input === undefined
      ? {}
      : { method: 'POST', body: JSON.stringify(input), headers: { 'content-type': 'application/json' } },
  );
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text);
}
