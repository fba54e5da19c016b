import type { CrmProblem, CrmReport, CrmStep } from './product/crm.ts';
import { formatSeconds } from './progress.ts';
import { printable, type Style } from './style.ts';
import { formatTable } from './table.ts';

const DONE: Readonly<Record<CrmStep['action'], string>> = {
  create: 'create',
  update: 'change',
  extend: 'extend',
  assign: 'assign',
  remove: 'remove',
  keep: 'keep',
  differs: 'DIFFERS',
  skip: 'leave out',
};

const QUIET: readonly CrmStep['action'][] = ['keep', 'skip'];

/** What was found and done in the CRM: what is as it should be is only counted. */
export function formatCrmReport(report: CrmReport, done: 'planned' | 'installed' | 'removed', style: Style): string {
  const shown = report.steps.filter(({ action, notes }) => !QUIET.includes(action) || notes.length > 0);
  const silent = report.steps.length - shown.length;
  return [
    heading(report, style),
    ...(shown.length > 0 ? [formatSteps(shown)] : []),
    ...(silent > 0 ? [style.faint(`${silent} ${silent === 1 ? 'part is' : 'parts are'} there as wanted.`)] : []),
    ...report.remarks.map(printable),
    ...report.failures.map((failure) => formatProblem(failure, style.bad('Refused'), style)),
    ...report.findings.map((finding) => formatProblem(finding, style.warning('Look at'), style)),
    closing(report, done, style),
  ].join('\n');
}

function heading({ organization: { name, edition, sandbox, id }, user }: CrmReport, style: Style): string {
  const kind = sandbox === null ? [] : [sandbox ? 'sandbox' : 'production'];
  const facts = [printable(edition), ...kind, id].join(', ');
  return `${style.strong(printable(name))} (${facts}); the connector is ${printable(user)}`;
}

function formatSteps(steps: readonly CrmStep[]): string {
  return formatTable(steps, [
    { title: 'ACTION', value: ({ action }) => DONE[action] },
    { title: 'KIND', value: ({ kind }) => kind },
    { title: 'NAME', value: ({ name }) => printable(name) },
    { title: 'NOTES', value: ({ notes }) => printable(notes.join(' ')), widest: 160 },
  ]);
}

function formatProblem({ place, message, remedy }: CrmProblem, word: string, style: Style): string {
  return `${word}: ${printable(place)}: ${printable(message)}\n  ${style.strong('Remedy:')} ${printable(remedy)}`;
}

function closing({ steps, failures, deployments, atomic, ms }: CrmReport, done: string, style: Style): string {
  const changes = steps.filter(({ action }) => !QUIET.includes(action) && action !== 'differs').length;
  if (failures.length > 0) {
    const refused = `the CRM refuses ${count(failures.length, 'part')}`;
    const rest = `Not everything was ${done}: ${refused}. What comes before it is done; run the command again then.`;
    return style.bad(atomic ? `Nothing was ${done}: ${refused}.` : rest);
  }
  if (changes === 0) return style.good('Nothing to do.');
  if (done === 'planned') return `${count(changes, 'change')} to make; nothing has been changed.`;
  const deployed = deployments.filter(({ checkOnly }) => !checkOnly).length;
  const through = deployed === 0 ? '' : `, ${count(deployed, 'deployment')}`;
  return style.good(`${count(changes, 'change')} ${done} in ${formatSeconds(ms / 1000)}${through}.`);
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
