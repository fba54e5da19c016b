import type * as Cli from '../cli/product/status.ts';
import { SIDES } from '../core/model/side.ts';
import type { LaneState, Store } from '../engine/ports.ts';
import { isShadow } from '../engine/shadow.ts';
import { SWEEP_PREFIX, sweptAtName } from '../engine/sweep.ts';
import { readHealth } from '../service/health.ts';
import type { OpenEngine } from './engine.ts';
import { recall } from './webhook/memory.ts';

/** Everything `cosell status` shows, read from the store alone. */
export async function readStatus({ store, place }: Pick<OpenEngine, 'store' | 'place'>): Promise<Cli.StatusReport> {
  const [health, { concern }] = await Promise.all([readHealth(store), recall(store)]);
  return {
    store: { kind: /^postgres(ql)?:/.test(place) ? 'postgres' : 'sqlite', place },
    mode: (await isShadow(store)) ? 'shadow' : 'live',
    healthy: health.ok,
    connections: health.resting.map(restingConnection),
    links: health.links,
    work: health.work,
    sweeps: await Promise.all(SIDES.map((side) => sweepReport(store, side))),
    attention: [...attention(health), ...(concern ? [concern] : [])],
  };
}

function restingConnection(lane: LaneState): Cli.ConnectionReport {
  return {
    name: lane.id,
    state: 'waiting',
    until: lane.blockedUntilMs === null ? null : new Date(lane.blockedUntilMs).toISOString(),
    reason: lane.blockedReason,
  };
}

async function sweepReport(store: Store, side: Cli.SideName): Promise<Cli.StatusReport['sweeps'][number]> {
  const [lastAt, watermark] = await Promise.all([
    store.watermarks.get(sweptAtName(side)),
    store.watermarks.get(SWEEP_PREFIX + side),
  ]);
  return { side, lastAt, watermark };
}

/** What a person should look at, most urgent first. */
function attention({ resting, parked, links }: Awaited<ReturnType<typeof readHealth>>): Cli.StatusReport['attention'] {
  return [
    ...resting.map(({ blockedReason }) => ({
      code: 'connection-rests',
      message: blockedReason ?? 'A connection rests.',
      remedy: 'Mend the cause; it is tried again by itself and nothing is lost meanwhile.',
    })),
    ...(links.halted > 0 ? [standing('halted', links.halted, 'stopped by a safety rule', 'halted')] : []),
    ...parked.map(({ key, reason }) => ({
      code: 'parked',
      message: `${key}: ${reason}`,
      remedy: `Mend the cause, then run \`cosell parked retry ${key}\`.`,
    })),
    ...(links.broken > 0 ? [standing('broken', links.broken, 'without a usable counterpart', 'broken')] : []),
  ];
}

function standing(code: string, count: number, what: string, state: string) {
  const deals = count === 1 ? '1 deal is' : `${count} deals are`;
  return {
    code,
    message: `${deals} ${what}.`,
    remedy: `Look at them with \`cosell deals list --state ${state}\`, then run \`cosell reconcile ID\`.`,
  };
}
