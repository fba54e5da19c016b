import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import type { CrmKind } from '../src/config/crms.ts';
import type { BenchCrm } from './crm/words.ts';
import { isMet, type Measured } from './measure.ts';
import { benchOptions } from './options.ts';

/** A figure, and the CRM that it was measured with. */
export interface MeasuredWith extends Measured {
  crm: CrmKind;
}

/** A bench that could not be carried out, and why. */
export interface Failed {
  bench: string;
  crm: CrmKind;
  reason: string;
}

type Judged = MeasuredWith & { met: boolean | null };

export interface BenchReport {
  at: string;
  machine: { cpu: string; cores: number; node: string; loadBefore: number };
  /** Share of the deals that was measured with; 1: all. */
  scale: number;
  measured: readonly Judged[];
  failed: readonly Failed[];
}

export function machineFacts(): BenchReport['machine'] {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    node: process.version,
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

export function reportOf(
  machine: BenchReport['machine'],
  measured: readonly MeasuredWith[],
  failed: readonly Failed[],
): BenchReport {
  return {
    at: new Date().toISOString(),
    machine,
    scale: benchOptions.scale,
    measured: measured.map((figure) => ({ ...figure, met: isMet(figure) })),
    failed,
  };
}

/** Leaves the report where tools look for the last one; answers the path. */
export async function saveReport(report: BenchReport): Promise<string> {
  const folder = join(import.meta.dirname, 'results');
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'latest.json');
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`);
  return path;
}

/** A row per figure, a column per CRM. */
export function formatReport({ machine, scale, measured, failed }: BenchReport, crms: readonly BenchCrm[]): string {
  const rows = [...Map.groupBy(measured, ({ id }) => id).values()].map((figures) => [
    figures[0]?.what ?? '',
    ...crms.map(({ kind }) => cellOf(figures.find(({ crm }) => crm === kind))),
    [...new Set(figures.map(aimText))].join(', '),
  ]);
  const head = ['What', ...crms.map(({ label }) => label), 'Aim'];
  const widths = head.map((title, at) => Math.max(...[head, ...rows].map((row) => (row[at] ?? title).length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  const labels = new Map(crms.map(({ kind, label }) => [kind, label]));
  const remarks = measured.flatMap(({ what, crm, remark }) =>
    remark ? [`  ${what} (${labels.get(crm)}): ${remark}`] : [],
  );
  return [
    `${machine.cores} cores (${machine.cpu}), Node ${machine.node}, load before ${machine.loadBefore}`,
    ...(scale === 1 ? [] : [`With ${scale} of the deals: no figures to judge by`]),
    '',
    line(head),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.map(line),
    ...(remarks.length > 0 ? ['', 'Remarks', ...remarks] : []),
    ...failed.map(({ bench, crm, reason }) => `\nNot measured: ${bench} (${labels.get(crm)}): ${reason}`),
  ].join('\n');
}

function cellOf(figure: Judged | undefined): string {
  if (!figure) return '-';
  const { value, unit, met } = figure;
  const rounded = Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100;
  return [`${rounded}`, unit, met === null ? '' : met ? '✔' : '✘ MISSED'].filter((word) => word !== '').join(' ');
}

function aimText({ aim, unit }: Measured): string {
  if (aim === null) return '';
  const [sign, bound] = 'atMost' in aim ? ['≤', aim.atMost] : 'atLeast' in aim ? ['≥', aim.atLeast] : ['=', aim.equals];
  return `${sign} ${Math.round(bound * 10_000) / 10_000} ${unit}`.trimEnd();
}
