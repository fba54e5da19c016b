import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { isMet, type Measured } from './measure.ts';

export interface BenchReport {
  at: string;
  machine: { cpu: string; cores: number; node: string; loadBefore: number };
  measured: readonly (Measured & { met: boolean | null })[];
  /** Benches that could not be carried out, and why. */
  failed: readonly { bench: string; reason: string }[];
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
  measured: readonly Measured[],
  failed: BenchReport['failed'],
): BenchReport {
  return {
    at: new Date().toISOString(),
    machine,
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

export function formatReport({ machine, measured, failed }: BenchReport): string {
  const rows = measured.map((figure) => [figure.what, valueText(figure), aimText(figure), metText(figure.met)]);
  const head = ['What', 'Measured', 'Aim', 'Met'];
  const widths = head.map((title, at) => Math.max(...[head, ...rows].map((row) => (row[at] ?? title).length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  const remarks = measured.flatMap(({ what, remark }) => (remark ? [`  ${what}: ${remark}`] : []));
  return [
    `${machine.cores} cores (${machine.cpu}), Node ${machine.node}, load before ${machine.loadBefore}`,
    '',
    line(head),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.map(line),
    ...(remarks.length > 0 ? ['', 'Remarks', ...remarks] : []),
    ...failed.map(({ bench, reason }) => `\nNot measured: ${bench}: ${reason}`),
  ].join('\n');
}

function valueText({ value, unit }: Measured): string {
  const rounded = Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100;
  return `${rounded} ${unit}`.trimEnd();
}

function aimText({ aim, unit }: Measured): string {
  if (aim === null) return '';
  const [sign, bound] = 'atMost' in aim ? ['≤', aim.atMost] : 'atLeast' in aim ? ['≥', aim.atLeast] : ['=', aim.equals];
  return `${sign} ${Math.round(bound * 10_000) / 10_000} ${unit}`.trimEnd();
}

function metText(met: boolean | null): string {
  return met === null ? '' : met ? 'yes' : 'NO';
}
