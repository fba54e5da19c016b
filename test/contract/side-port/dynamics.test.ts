import { DEFAULT_USERS } from '../../../emulators/dynamics/world-schema.ts';
import { startTestEnvironment } from '../../fidelity/dynamics-adapter/environment.ts';
import type { Harness } from './harness.ts';
import { DEAL, OTHER_VALUES, part } from './samples.ts';
import { describeSidePort } from './side-port.suite.ts';
import { createWire } from './wire.ts';

/** Users of the environment whom the samples put into the team. */
const COLLEAGUES = [
  {
    username: 'marta@lakeshore.example',
    firstName: 'Marta',
    lastName: 'Lind',
    email: 'marta@lakeshore.example',
    phone: '+12065550177',
  },
  {
    username: 'ola@lakeshore.example',
    firstName: 'Ola',
    lastName: 'Berg',
    email: 'ola@lakeshore.example',
    phone: '+12065550178',
  },
];

async function openDynamics(): Promise<Harness> {
  const environment = await startTestEnvironment({ users: [...DEFAULT_USERS, ...COLLEAGUES] });
  const { admin, clock } = environment.emulator;
  const { people } = admin;
  const wire = createWire({
    isWrite: (_url, { body }) => /\r\n(POST|PATCH|DELETE) /.test(textOf(body)),
    spoilRecord(part, id) {
      if (part['opportunityid'] === id) part['estimatedclosedate'] = '2026-13-45';
    },
  });
  return {
    port: await environment.connect({ statusReasonField: 'stepname', pageSize: 50 }, wire.fetch),
    deal: part(DEAL, HELD_AT_CREATION),
    otherValues: part(OTHER_VALUES, UPDATABLE),
    unknownId: '00000000-0000-4000-8000-000000000001',
    nowMs: () => clock.now(),
    timePasses: async (ms) => {
      await admin.moveClock({ advanceMs: ms });
    },
    person: {
      async opens(count) {
        const ids: string[] = [];
        for (let at = 0; at < count; at += 1) {
          await admin.moveClock({ advanceMs: 1000 });
          ids.push(environment.create('opportunity', { name: `Deal ${at}`, csl_syncwithpartnercenter: true }));
        }
        return ids;
      },
      notes: (id, text) => environment.edit(id, { description: text }),
      async deletes(id) {
        people.delete({ id });
      },
      async forbidsAValue() {
        // More than the column holds.
        return { value: '2000000000000' };
      },
    },
    faults: {
      loseAnswer: wire.loseAnswer,
      meanwhile: wire.meanwhile,
      garble: wire.garble,
      intrude: wire.intrude,
      spoil: wire.spoil,
      throttle(retryAfterMs) {
        admin.addFault({ match: DATA, kind: 'throttle', status: 429, retryAfterSeconds: retryAfterMs / 1000 });
      },
      fallSilent() {
        admin.addFault({ match: DATA, kind: 'timeout-before', times: 1000 });
      },
    },
    close: environment.emulator.close,
  };
}

const DATA = { path: '/api/data' };

function textOf(body: RequestInit['body']): string {
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body ?? '');
}

const UPDATABLE = [
  'name',
  'value',
  'currency',
  'closeDate',
  'notes',
  'status',
  'statusReason',
  'visibleToMicrosoft',
  'help',
  'contacts',
  'solutions',
  'team',
  'microsoftCrmId',
  'referralProgram',
] as const;

const HELD_AT_CREATION = [
  'name',
  'customer',
  'value',
  'currency',
  'closeDate',
  'notes',
  'status',
  'visibleToMicrosoft',
  'help',
  'coSellType',
  'purchaseIntent',
  'contacts',
  'solutions',
] as const;

const CHOICES = 'a choice column holds none but its own choices';

describeSidePort({
  name: 'Dynamics 365',
  open: openDynamics,
  exceptions: {
    'passes on a kind of help that is not known yet': CHOICES,
    'passes on a kind of solution that is not known yet': CHOICES,
  },
});
