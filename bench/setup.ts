import type { CrmReport } from '../src/cli/product/crm.ts';
import type { DoctorReport } from '../src/cli/product/doctor.ts';
import { type Installation, withInstallation } from './installation.ts';
import type { Measured } from './measure.ts';

/** An organisation that has never heard of Microsoft; the connector's user may set it up. */
const EMPTY_ORG = {
  partnerCenter: {},
  salesforce: {
    organization: { microsoftPackage: false },
    permissionSets: [],
    users: [
      {
        username: 'integration@lakeshore.example',
        lastName: 'Integration',
        email: 'integration@lakeshore.example',
        modifyMetadata: true,
      },
    ],
  },
};

/** What an administrator waits for: installing into Salesforce, the same once more, the doctor. Whole commands, from the shell and back. */
export function benchSetup(): Promise<readonly Measured[]> {
  return withInstallation(async (installation) => {
    const install = await timed<CrmReport>(installation, ['crm', 'install']);
    const again = await timed<CrmReport>(installation, ['crm', 'install']);
    const doctor = await timed<DoctorReport>(installation, ['doctor']);
    const changed = again.report.steps.filter(({ action }) => action !== 'keep').length;
    if (install.report.failures.length > 0 || changed > 0) throw new Error(JSON.stringify(again.report.steps));
    const { deployments, steps } = install.report;
    return [
      {
        id: 'crm-install',
        what: 'Installing into an empty Salesforce organisation',
        value: install.seconds,
        unit: 's',
        aim: { atMost: 10 },
        remark: `${steps.length} steps, ${deployments.length} deployments of 0.3 s each; ${spent(install)}`,
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
  }, EMPTY_ORG);
}

async function timed<Report>({ spawn, salesforce, partnerCenter }: Installation, command: readonly string[]) {
  const before = await callsOf(salesforce, partnerCenter);
  const running = await spawn(command, { salesforce: { stages: { onHold: 'Prospecting' } } });
  const report = (await running.answer()) as unknown as Report;
  const seconds = (performance.now() - running.spawnedAt) / 1000;
  return { report, seconds, calls: (await callsOf(salesforce, partnerCenter)) - before };
}

/** Starting Node takes its share of each command. */
function spent({ report, calls }: { report: { ms: number }; calls: number }): string {
  return `${calls} calls, ${report.ms} ms without the start of the program`;
}

async function callsOf(...emulators: readonly Installation['salesforce'][]): Promise<number> {
  const counts = await Promise.all(emulators.map((emulator) => emulator.calls()));
  return counts.reduce((sum, { read, write, token }) => sum + read + write + token, 0);
}
