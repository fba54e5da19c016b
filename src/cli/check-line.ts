import type { CheckLevel, CheckReport } from './product/doctor.ts';
import { printable, type Style } from './style.ts';

const SIGNS: Record<CheckLevel, string> = { ok: '✔', remark: '!', broken: '✘' };
const PAINT = { ok: 'good', remark: 'warning', broken: 'bad' } as const satisfies Record<CheckLevel, keyof Style>;

/** One check as the doctor shows it: sign, what was seen, what to do. */
export function formatCheck({ level, title, message, remedy, id }: CheckReport, style: Style): string {
  const sign = style[PAINT[level]](SIGNS[level]);
  const line = `  ${sign} ${title}: ${printable(message)}`;
  if (remedy === null) return line;
  return `${line}\n    ${printable(remedy)} ${style.faint(`[${id}]`)}`;
}
