import type { PassReport } from './product/passes.ts';
import { type Paint, printable, type Style } from './style.ts';

const SIGNS: Record<PassReport['outcome'], { sign: string; paint: keyof Style }> = {
  unchanged: { sign: '·', paint: 'faint' },
  changed: { sign: '✔', paint: 'good' },
  planned: { sign: '◌', paint: 'accent' },
  refused: { sign: '✘', paint: 'warning' },
  failed: { sign: '✘', paint: 'bad' },
  halted: { sign: '■', paint: 'bad' },
};

const SIDES = { crm: 'CRM', 'partner-center': 'Partner Center' } as const;

/** One pass in one line: `12:30:05 ✔ Fabric rollout  → CRM: value, notes  (12 ms)`, and below it why it was refused. */
export function formatPass(pass: PassReport, style: Style): string {
  const { sign, paint } = SIGNS[pass.outcome];
  const mark = (style[paint] as Paint)(sign);
  const name = style.strong(printable(pass.deal ?? pass.linkId));
  const line = `${style.faint(clockTime(pass.at))} ${mark} ${name}  ${describeChanges(pass)}  ${style.faint(`(${Math.round(pass.ms)} ms)`)}`;
  if (!pass.remark) return line;
  return `${line}\n           ${printable(pass.remark.message)} ${style.faint(printable(pass.remark.remedy))}`;
}

function describeChanges(pass: PassReport): string {
  if (pass.changes.length === 0) return pass.outcome === 'unchanged' ? 'nothing to do' : pass.outcome;
  return pass.changes
    .map(
      ({ side, kind, fields }) =>
        `→ ${SIDES[side]}: ${doneTo(kind, pass.outcome) ?? (fields.join(', ') || 'its counterpart')}`,
    )
    .join('  ');
}

function doneTo(kind: PassReport['changes'][number]['kind'], outcome: PassReport['outcome']): string | null {
  if (kind === 'update') return null;
  const done = kind === 'create' ? 'created' : 'converted from a lead';
  return outcome === 'planned' ? `would be ${done}` : done;
}

/** Hours, minutes and seconds in local time. */
function clockTime(iso: string): string {
  return new Date(iso).toTimeString().slice(0, 8);
}
