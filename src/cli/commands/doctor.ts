import { type Command, Option } from 'commander';
import { formatCheck } from '../check-line.ts';
import { type Cli, defineCommand } from '../command.ts';
import type { CheckLevel, CheckReport, DoctorReport } from '../product/doctor.ts';
import type { Style } from '../style.ts';

export function doctorCommand(cli: Cli): Command {
  return defineCommand<{ probe?: true }>(cli, {
    usage: 'doctor',
    settings: true,
    summary: 'Look with live calls whether everything is right, and say what to do where it is not',
    details:
      'Signs in to both systems, compares roles, ids, fields, rights and stages with the settings, and has a test notice sent when this ' +
      'installation is registered and a connector runs. Changes nothing. Exit code 1 when something is broken; remarks do not count.',
    examples: [
      ['cosell doctor', 'before the first start, and whenever something seems wrong'],
      ['cosell doctor --probe --quiet', 'quick, for health checks: not more than once a minute'],
      ['cosell doctor --json', 'each check with its level, cause and remedy'],
    ],
    options: [new Option('--probe', 'only the store and one call to either system')],
    async run(invocation) {
      const settings = await invocation.loadSettings();
      const application = await invocation.application();
      const report = await application.diagnose(settings, { probe: invocation.options.probe ?? false });
      invocation.output.data(report, (style) => formatReport(report, style));
      return report.ok ? undefined : 'failed';
    },
  });
}

const AREAS: Record<CheckReport['area'], string> = {
  store: 'Store',
  'partner-center': 'Partner Center',
  crm: 'CRM',
  webhook: 'Webhook',
};

function formatReport({ checks, ms }: DoctorReport, style: Style): string {
  const areas = Map.groupBy(checks, ({ area, crm }) => crm?.title ?? AREAS[area]);
  const blocks = [...areas].map(([area, members]) =>
    [style.strong(area), ...members.map((check) => formatCheck(check, style))].join('\n'),
  );
  return [...blocks, formatSum(checks, ms, style)].join('\n\n');
}

function formatSum(checks: readonly CheckReport[], ms: number, style: Style): string {
  const count = (level: CheckLevel) => checks.filter((check) => check.level === level).length;
  const [broken, remarks] = [count('broken'), count('remark')];
  const words = `${checks.length} checks in ${ms} ms: ${broken} broken, ${remarks} ${remarks === 1 ? 'remark' : 'remarks'}.`;
  if (broken > 0) return style.bad(words);
  return remarks > 0 ? style.warning(words) : style.good(words);
}
