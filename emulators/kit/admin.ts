import { type Context, Hono } from 'hono';
import * as z from 'zod';
import type { SwitchValue } from './behaviours.ts';
import type { CallCounts } from './calls.ts';
import type { ArmedFault, FaultRule } from './faults.ts';
import type { EmulatorKit } from './kit.ts';
import type { Trace, TraceFilter } from './traces.ts';
import { describeIssues } from './world.ts';

/** Something a person does in the emulated system, outside the API, e.g. a seller accepting a deal. */
// `never` lets a table hold acts with different inputs; each act checks its own input.
type PersonAct = (input: never) => unknown;
export type PeopleActs = Record<string, PersonAct>;

/** Makes an act whose input is checked, whether it comes over HTTP or from code. */
export function personAct<Schema extends z.ZodType, Result>(
  schema: Schema,
  act: (input: z.output<Schema>) => Result,
): (input: z.input<Schema>) => Result {
  return (input) => act(schema.parse(input ?? {}));
}

interface ClockReading {
  /** Virtual time, ISO 8601. */
  now: string;
  nowMs: number;
}

const ClockMove = z
  .strictObject({ advanceMs: z.number().min(0), advanceDays: z.number().min(0), set: z.iso.datetime({ offset: true }) })
  .partial()
  .refine((move) => Object.keys(move).length === 1, 'exactly one of advanceMs, advanceDays, set');
type ClockMove = z.input<typeof ClockMove>;

/** The same operations in process as under `/_emulator` over HTTP. */
export interface EmulatorAdmin<People extends PeopleActs = PeopleActs, World = unknown> {
  /** Back to the given world, or to the one the emulator was started with; switches, faults, counts and traces too. */
  reset(world?: World): Promise<void>;
  snapshot(): unknown;
  traces(filter?: TraceFilter): Trace[];
  calls(): CallCounts;
  resetCalls(): void;
  clock(): ClockReading;
  moveClock(move: ClockMove): Promise<ClockReading>;
  faults(): ArmedFault[];
  addFault(rule: FaultRule): ArmedFault;
  removeFault(id?: string): void;
  switches(): Record<string, SwitchValue>;
  setSwitches(values: Record<string, unknown>): Record<string, SwitchValue>;
  people: People;
}

export interface AdminParts<People extends PeopleActs, World> {
  kit: EmulatorKit;
  people: People;
  snapshot(): unknown;
  /** Loads the world (or the first one) into an emptied emulator. */
  load(world?: World): void | Promise<void>;
}

const DAY_MS = 86_400_000;

/** Builds the admin operations of one emulator. */
export function createAdmin<People extends PeopleActs, World = unknown>(
  parts: AdminParts<People, World>,
): EmulatorAdmin<People, World> {
  const { kit } = parts;
  const reading = () => ({ now: kit.clock.date().toISOString(), nowMs: kit.clock.now() });
  return {
    async reset(world) {
      kit.faults.remove();
      kit.traces.clear();
      kit.calls.reset();
      kit.switches.reset();
      await parts.load(world);
    },
    snapshot: parts.snapshot,
    traces: (filter) => kit.traces.list(filter),
    calls: () => kit.calls.counts(),
    resetCalls: () => kit.calls.reset(),
    clock: reading,
    async moveClock(move) {
      const { advanceMs, advanceDays, set } = ClockMove.parse(move);
      if (set !== undefined) await kit.clock.set(Date.parse(set));
      else await kit.clock.advance(advanceMs ?? (advanceDays ?? 0) * DAY_MS);
      return reading();
    },
    faults: () => kit.faults.list(),
    addFault: (rule) => kit.faults.add(rule),
    removeFault: (id) => kit.faults.remove(id),
    switches: () => kit.switches.all(),
    setSwitches(values) {
      kit.switches.set(values);
      return kit.switches.all();
    },
    people: parts.people,
  };
}

async function jsonBody(c: Context): Promise<unknown> {
  const text = await c.req.text();
  return text === '' ? undefined : JSON.parse(text);
}

function refuse(c: Context, error: unknown): Response {
  const says =
    error instanceof z.ZodError
      ? describeIssues(error).join('; ')
      : String(error instanceof Error ? error.message : error);
  return c.json(
    {
      error: 'refused',
      message: says,
      remedy: 'Correct the request; docs/reference/emulators.md lists the admin API.',
    },
    400,
  );
}

/** `microsoft-accept` in a URL and `microsoftAccept` in code are the same act. */
const camelCase = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/**
 * Mounts the admin API under `/_emulator`, with an emulator's own parts below their names. It has no authentication:
 * emulators listen on the loopback only.
 */
export function mountAdmin(app: Hono, admin: EmulatorAdmin, parts: Record<string, Hono> = {}): void {
  const routes = new Hono();
  routes.onError((error, c) => refuse(c, error));
  routes.post('/reset', async (c) => {
    await admin.reset(await jsonBody(c));
    return c.json({ ok: true });
  });
  routes.get('/snapshot', (c) => c.json(admin.snapshot() as object));
  routes.get('/traces', (c) => {
    const after = Number(c.req.query('after') ?? 0);
    return c.json(admin.traces({ unsupported: c.req.query('unsupported') === 'true', after }));
  });
  routes.get('/calls', (c) => c.json(admin.calls()));
  routes.post('/calls/reset', (c) => {
    admin.resetCalls();
    return c.json(admin.calls());
  });
  routes.get('/clock', (c) => c.json(admin.clock()));
  routes.post('/clock', async (c) => c.json(await admin.moveClock((await jsonBody(c)) as ClockMove)));
  routes.get('/faults', (c) => c.json(admin.faults()));
  routes.post('/faults', async (c) => c.json(admin.addFault((await jsonBody(c)) as FaultRule), 201));
  routes.delete('/faults/:id?', (c) => {
    admin.removeFault(c.req.param('id'));
    return c.json(admin.faults());
  });
  routes.get('/switches', (c) => c.json(admin.switches()));
  routes.post('/switches', async (c) => c.json(admin.setSwitches((await jsonBody(c)) as Record<string, unknown>)));
  routes.get('/people', (c) => c.json(Object.keys(admin.people)));
  routes.post('/people/:action', async (c) => {
    const action = camelCase(c.req.param('action'));
    const act = Object.hasOwn(admin.people, action) ? admin.people[action] : undefined;
    if (!act) throw new RangeError(`Nobody can "${action}". Acts: ${Object.keys(admin.people).join(', ')}.`);
    return c.json(((await act((await jsonBody(c)) as never)) ?? { ok: true }) as object);
  });
  for (const [name, part] of Object.entries(parts))
    routes.route(
      `/${name}`,
      part.onError((error, c) => refuse(c, error)),
    );
  app.route('/_emulator', routes);
}
