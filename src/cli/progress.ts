import { SingleBar } from 'cli-progress';
import type { Output } from './output.ts';
import type { Progress } from './product/progress.ts';
import type { Terminal } from './terminal.ts';

/** Shows how far a long command is, on standard error. */
export interface ProgressDisplay {
  update(progress: Progress): void;
  /** Removes what stands there; call it before saying anything else. */
  stop(): void;
}

/** Milliseconds between two lines where no bar can be drawn. */
const LINE_EVERY_MS = 5000;

/** A bar on a terminal, a line every few seconds elsewhere, nothing with --quiet or --json. */
export function createProgress(
  terminal: Terminal,
  output: Output,
  nowMs: () => number = () => performance.now(),
): ProgressDisplay {
  if (output.options.quiet || output.options.json) return { update: () => undefined, stop: () => undefined };
  const pace = createPace(nowMs);
  return terminal.err.isTerminal ? barDisplay(terminal, pace) : lineDisplay(output, pace, nowMs);
}

/** Measures each phase from its own beginning: listing and reconciling run at different speeds. */
function createPace(nowMs: () => number) {
  let phase = '';
  let startedAtMs = 0;
  let doneAtStart = 0;
  return (progress: Progress): Pace => {
    if (progress.phase !== phase) {
      phase = progress.phase;
      startedAtMs = nowMs();
      doneAtStart = progress.done;
    }
    return measurePace(progress, progress.done - doneAtStart, nowMs() - startedAtMs);
  };
}

export interface Pace {
  perSecond: number;
  secondsLeft: number | null;
}

/** Rate of what was done in a stretch of time, and how long the rest will take at that rate. */
export function measurePace(progress: Progress, doneInStretch: number, stretchMs: number): Pace {
  const perSecond = stretchMs > 0 ? (doneInStretch * 1000) / stretchMs : 0;
  const left = progress.total === null ? null : Math.max(0, progress.total - progress.done);
  return { perSecond, secondsLeft: left === null || perSecond === 0 ? null : left / perSecond };
}

/** `Reconciling deals: 1200 of 10000, 240/s, 37 s left` */
export function describeProgress(progress: Progress, pace: Pace): string {
  const amount = progress.total === null ? `${progress.done}` : `${progress.done} of ${progress.total}`;
  return [`${progress.phase}: ${amount}`, describePace(pace)].filter(Boolean).join(', ');
}

function describePace({ perSecond, secondsLeft }: Pace): string {
  const rate = perSecond > 0 ? `${perSecond >= 10 ? Math.round(perSecond) : perSecond.toFixed(1)}/s` : '';
  return [rate, secondsLeft === null ? '' : `${formatSeconds(secondsLeft)} left`].filter(Boolean).join(', ');
}

/** `37 s`, `4 min 10 s`, `2 h 5 min` */
export function formatSeconds(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

function barDisplay(terminal: Terminal, pace: (progress: Progress) => Pace): ProgressDisplay {
  const bar = new SingleBar({
    stream: terminal.err.stream,
    format: '{phase} [{bar}] {amount} {pace}',
    barsize: 24,
    clearOnComplete: true,
    hideCursor: true,
    linewrap: false,
    fps: 10,
  });
  let started = false;
  return {
    update(progress) {
      const total = progress.total ?? Math.max(progress.done, 1);
      const amount = progress.total === null ? `${progress.done}` : `${progress.done}/${progress.total}`;
      const words = { phase: progress.phase, amount, pace: describePace(pace(progress)) };
      if (!started) bar.start(total, progress.done, words);
      started = true;
      bar.setTotal(total);
      bar.update(progress.done, words);
    },
    stop() {
      if (started) bar.stop();
      started = false;
    },
  };
}

function lineDisplay(output: Output, pace: (progress: Progress) => Pace, nowMs: () => number): ProgressDisplay {
  let phase = '';
  let saidAtMs = Number.NEGATIVE_INFINITY;
  return {
    update(progress) {
      const measured = pace(progress);
      if (progress.phase === phase && nowMs() - saidAtMs < LINE_EVERY_MS) return;
      phase = progress.phase;
      saidAtMs = nowMs();
      output.say(describeProgress(progress, measured));
    },
    stop: () => undefined,
  };
}
