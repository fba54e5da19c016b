import { startPartnerCenterEmulator } from '../../../emulators/partner-center/start.ts';
import { connectSide } from '../../support/partner-center-side.ts';
import type { Harness } from './harness.ts';
import { DEAL, OTHER_VALUES, part } from './samples.ts';
import { describeSidePort } from './side-port.suite.ts';
import { createWire } from './wire.ts';

async function openPartnerCenter(): Promise<Harness> {
  const emulator = await startPartnerCenterEmulator();
  const { admin, clock } = emulator;
  const wire = createWire({
    isWrite: (_url, { method }) => method === 'POST' || method === 'PATCH',
    spoilRecord(part, id) {
      if (part['id'] === id) part['details'] = { closingDateTime: '2026-13-45' };
    },
  });
  const everything = { path: '/v1.0' };
  return {
    port: connectSide(emulator, { fetch: wire.fetch }),
    deal: part(DEAL, HELD_AT_CREATION),
    otherValues: part(OTHER_VALUES, PATCHABLE),
    unknownId: '00000000-0000-4000-8000-000000000000',
    nowMs: () => clock.now(),
    timePasses: (ms) => clock.advance(ms),
    person: {
      async opens(count) {
        return admin.people.seed({ count, like: { name: 'Opened in the portal' } }).ids;
      },
      async notes(referralId, notes) {
        admin.people.portalEdit({ referralId, changes: { details: { notes } } });
      },
      deletes: () => {
        throw new Error('nobody can');
      },
      async forbidsAValue() {
        return { value: '-1' };
      },
    },
    faults: {
      loseAnswer: wire.loseAnswer,
      meanwhile: wire.meanwhile,
      garble: wire.garble,
      intrude: wire.intrude,
      spoil: wire.spoil,
      throttle(retryAfterMs) {
        admin.addFault({ match: everything, kind: 'throttle', retryAfterSeconds: retryAfterMs / 1000 });
      },
      fallSilent() {
        admin.addFault({ match: everything, kind: 'timeout-before', times: 1000 });
      },
    },
    close: emulator.close,
  };
}

const PATCHABLE = [
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
  'referralProgram',
] as const;

const HELD_AT_CREATION = [
  'name',
  'customer',
  'value',
  'currency',
  'closeDate',
  'notes',
  'visibleToMicrosoft',
  'purchaseIntent',
  'partnerRole',
  'solutionArea',
  'solutionPlay',
  'contacts',
  'solutions',
  'team',
] as const;

const NOBODY_DELETES = 'nobody can delete a referral';

describeSidePort({
  name: 'Partner Center',
  open: openPartnerCenter,
  exceptions: {
    'creates nothing beside a record that was created for the same counterpart, and says so':
      'POST knows no idempotency key, so whoever may have created before must search first',
    'reads in any order what is there, and leaves out what is gone, never was or is no id': NOBODY_DELETES,
    'calls an update of a record that was deleted gone': NOBODY_DELETES,
  },
});
