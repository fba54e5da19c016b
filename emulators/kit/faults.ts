import * as z from 'zod';

/**
 * What goes wrong. `reset` destroys the connection before anything is done; `timeout-before` never answers and does
 * nothing; `timeout-after` does the work and never answers; `slow` waits, then does the work; `html` answers with a
 * gateway's HTML page.
 */
const FaultKind = z.enum(['throttle', 'server-error', 'reset', 'timeout-before', 'timeout-after', 'slow', 'html']);

export const FaultRule = z.strictObject({
  id: z.string().optional(),
  match: z
    .strictObject({
      method: z.string().optional(),
      /** A prefix such as `/v1.0`, or a regular expression written between slashes such as `/referrals\/.+$/`. */
      path: z.string().optional(),
      operation: z.string().optional(),
    })
    .default({}),
  kind: FaultKind,
  status: z.int().min(400).max(599).optional(),
  /** Absent: the answer carries no Retry-After. */
  retryAfterSeconds: z.int().min(0).optional(),
  delayMs: z.int().min(0).optional(),
  /** How many matching calls fail. */
  times: z.int().min(1).default(1),
  /** How many matching calls pass first. */
  after: z.int().min(0).default(0),
});
export type FaultRule = z.input<typeof FaultRule>;

/** A rule as it stands: `remaining` failures are still to come, `skip` calls still pass before them. */
export type ArmedFault = z.output<typeof FaultRule> & { id: string; remaining: number; skip: number };

interface FaultedCall {
  method: string;
  path: string;
  operation: string;
}

export interface Faults {
  add(rule: FaultRule): ArmedFault;
  list(): ArmedFault[];
  /** Without an id, removes all. */
  remove(id?: string): void;
  /** The fault this call must suffer, if any; uses it up. */
  take(call: FaultedCall): ArmedFault | undefined;
}

const isRegExp = (path: string) =>
  path.length > 2 && path.startsWith('/') && path.endsWith('/') && /[\\^$.*+?()[\]{}|]/.test(path);

function matcher(match: ArmedFault['match']): (call: FaultedCall) => boolean {
  const { method, path, operation } = match;
  const pattern = path !== undefined && isRegExp(path) ? new RegExp(path.slice(1, -1)) : undefined;
  return (call) => {
    if (method !== undefined && call.method !== method.toUpperCase()) return false;
    if (operation !== undefined && call.operation !== operation) return false;
    if (path === undefined) return true;
    return pattern ? pattern.test(call.path) : call.path.startsWith(path);
  };
}

/** Holds the fault rules of one emulator. The first matching rule (in order of adding) takes the call. */
export function createFaults(): Faults {
  const armed = new Map<string, { fault: ArmedFault; matches: (call: FaultedCall) => boolean }>();
  let added = 0;
  return {
    add(rule) {
      const parsed = FaultRule.parse(rule);
      added += 1;
      const fault = { ...parsed, id: parsed.id ?? `fault-${added}`, remaining: parsed.times, skip: parsed.after };
      armed.set(fault.id, { fault, matches: matcher(fault.match) });
      return { ...fault };
    },
    list: () => [...armed.values()].map(({ fault }) => ({ ...fault })),
    remove(id) {
      if (id === undefined) armed.clear();
      else armed.delete(id);
    },
    take(call) {
      for (const { fault, matches } of armed.values()) {
        if (!matches(call)) continue;
        if (fault.skip > 0) {
          fault.skip -= 1;
          continue;
        }
        fault.remaining -= 1;
        if (fault.remaining === 0) armed.delete(fault.id);
        return { ...fault };
      }
      return undefined;
    },
  };
}
