import type { CrmReport } from '../src/cli/product/crm.ts';
import type { DoctorReport } from '../src/cli/product/doctor.ts';
import type { BenchCrm } from './crm/words.ts';
import type { Emulator } from './emulators.ts';
import { type Installation, withInstallation } from './installation.ts';
import type { Measured } from './measure.ts';

/** What an administrator waits for: installing into the CRM, the same once more, the doctor. Whole commands, from the shell and back. */
export function benchSetup(crm: BenchCrm): Promise<readonly Measured[]> {
  return withInstallation(
    crm,
    async (installation) => {
      const install = await timed<CrmReport>(installation, ['crm', 'install']);
      const again = await timed<CrmReport>(installation, ['crm', 'install']);
      const doctor = await timed<DoctorReport>(installation, ['doctor']);
      const changed = again.report.steps.filter(({ action }) => action !== 'keep').length;
      if (install.report.failures.length > 0 || changed > 0) throw new Error(JSON.stringify(again.report.steps));
      const { deployments, steps } = install.report;
      return [
        {
          id: 'crm-install',
          what: 'Installing into an empty organisation',
          value: install.seconds,
          unit: 's',
          aim: { atMost: crm.aims.installSeconds },
          remark: `${steps.length} steps, ${deployments.length} deployments; ${spent(install)}`,
        },
        {
          id: 'crm-install-again',
          what: 'Installing again, with nothing to do',
          value: again.seconds,
          unit: 's',
          aim: { atMost: 2 },
          remark: spent(again),
        },
        {
          id: 'doctor',
          what: 'The doctor',
          value: doctor.seconds,
          unit: 's',
          aim: { atMost: 5 },
          remark: `${doctor.report.checks.length} checks; ${spent(doctor)}`,
        },
      ];
    },
    crm.worlds.untouched,
  );
}

async function timed<Report>({ spawn, crm, crmEmulator, partnerCenter }: Installation, command: readonly string[]) {
  const before = await callsOf(crmEmulator, partnerCenter);
  const running = await spawn(command, crm.worlds.untouchedMapping);
  const report = (await running.answer()) as unknown as Report;
  const seconds = (performance.now() - running.spawnedAt) / 1000;
  return { report, seconds, calls: (await callsOf(crmEmulator, partnerCenter)) - before };
}

/** Starting Node takes its share of each command. */
function spent({ report, calls }: { report: { ms: number }; calls: number }): string {
  return `${calls} calls, ${report.ms} ms without the start of the program`;
}

async function callsOf(...emulators: readonly Emulator[]): Promise<number> {
  const counts = await Promise.all(emulators.map((emulator) => emulator.calls()));
  return counts.reduce((sum, { read, write, token }) => sum + read + write + token, 0);
}
