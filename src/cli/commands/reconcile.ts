import { type Command, Option } from 'commander';
import { CosellError } from '../../core/errors.ts';
import { type Cli, defineCommand, type Invocation } from '../command.ts';
import { dealUnknown } from '../deal-unknown.ts';
import type { ExitName } from '../exit-codes.ts';
import { withInstallation } from '../installation.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { formatPass } from '../pass-line.ts';
import type { PassReport, RunReport } from '../product/passes.ts';
import { createProgress, formatSeconds } from '../progress.ts';
import type { Style } from '../style.ts';

interface ReconcileOptions {
  all?: true;
  restart?: true;
}

export function reconcileCommand(cli: Cli): Command {
  return defineCommand<ReconcileOptions>(cli, {
    usage: 'reconcile [id]',
    settings: true,
    summary: 'Bring one deal, or all of them, into agreement now',
    details:
      'A deal that was halted by a safety stop is released thereby. ' +
      'With --all both systems are listed, records that belong together are linked and every deal gets a pass: the way to begin with ' +
      'existing records. It may be interrupted; the same command goes on from there.',
    examples: [
      ['cosell reconcile 0065g00000XyZabAAF', 'one deal by link, referral or CRM record id'],
      ['cosell reconcile --all', 'everything, with a progress bar'],
    ],
    options: [
      new Option('--all', 'every deal'),
      new Option('--restart', 'with --all: begin anew instead of going on after an interruption'),
    ],
    run(invocation) {
      const [id] = invocation.arguments;
      if ((id === undefined) !== (invocation.options.all === true)) throw eitherIdOrAll();
      return id === undefined ? reconcileAll(invocation) : reconcileOne(invocation, id);
    },
  });
}

function eitherIdOrAll(): CosellError {
  return new CosellError({
    code: 'usage',
    recovery: 'bad-input',
    message: 'Either the id of a deal or --all is needed, not both',
    remedy: 'Name one deal, as in `cosell reconcile ID`, or write `cosell reconcile --all`.',
  });
}

const ENDS: Record<PassReport['outcome'], ExitName> = {
  unchanged: 'ok',
  changed: 'ok',
  planned: 'ok',
  refused: 'attention',
  halted: 'attention',
  failed: 'failed',
};

async function reconcileOne(invocation: Invocation<ReconcileOptions>, id: string): Promise<ExitName> {
  const { output, terminal } = invocation;
  const stop = listenForInterrupt(terminal, () => output.say('Stopping…'));
  try {
    const pass = await withInstallation(invocation, (installation) => installation.reconcile(id, stop));
    if (!pass) throw dealUnknown(id);
    output.data(pass, (style) => formatPass(pass, style));
    return ENDS[pass.outcome];
  } finally {
    stop.release();
  }
}

async function reconcileAll(invocation: Invocation<ReconcileOptions>): Promise<ExitName> {
  const { output, terminal, options } = invocation;
  const progress = createProgress(terminal, output);
  const stop = listenForInterrupt(terminal, () => {
    progress.stop();
    output.say('Stopping; finishing what is under way…');
  });
  try {
    const report = await withInstallation(invocation, (installation) =>
      installation.reconcileAll({
        signal: stop.signal,
        restart: options.restart ?? false,
        onProgress: (update) => {
          if (!stop.signal.aborted) progress.update(update);
        },
      }),
    );
    progress.stop();
    output.data(report, (style) => formatRun(report, style));
    if (!report.complete) output.say('Interrupted. The same command goes on from here.');
    return endOf(report);
  } finally {
    progress.stop();
    stop.release();
  }
}

function endOf(report: RunReport): ExitName {
  if (!report.complete) return 'interrupted';
  if (report.failed > 0) return 'failed';
  return report.refused + report.halted > 0 ? 'attention' : 'ok';
}

function formatRun(report: RunReport, style: Style): string {
  const { deals, adopted, created, changed, unchanged, refused, failed, halted, ms, calls } = report;
  const rate = ms > 0 ? ` (${Math.round((deals * 1000) / ms)}/s)` : '';
  const counts = `${adopted} adopted, ${created} created, ${changed} changed, ${unchanged} unchanged`;
  const troubles = `${refused} refused, ${halted} halted, ${failed} failed`;
  return [
    `${style.strong(`${deals} deals`)} in ${formatSeconds(ms / 1000)}${rate}: ${counts}`,
    refused + halted + failed > 0 ? style.warning(troubles) : troubles,
    `Calls: ${calls.partnerCenter} to Partner Center, ${calls.crm} to the CRM`,
  ].join('\n');
}
