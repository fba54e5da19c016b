import { createMemorySide } from '../../../src/adapters/memory/side.ts';
import { CosellError } from '../../../src/core/errors.ts';
import type { Side } from '../../../src/core/model/side.ts';
import { ALL_FIELDS } from '../../samples/snapshots.ts';
import type { Harness } from './harness.ts';
import { DEAL, OTHER_VALUES } from './samples.ts';
import { describeSidePort } from './side-port.suite.ts';

/** The engine's twins of both systems keep the promises that the engine relies on, or its tests would prove nothing. */

function openMemory(side: Side): Harness {
  let nowMs = Date.parse('2027-01-15T09:00:00Z');
  let ids = 0;
  const nextId = () => {
    ids += 1;
    return `record-${ids}`;
  };
  const port = createMemorySide({ side, fields: ALL_FIELDS, nowMs: () => nowMs, nextId });
  return {
    port,
    deal: DEAL,
    otherValues: OTHER_VALUES,
    unknownId: 'record-0',
    nowMs: () => nowMs,
    async timePasses(ms) {
      nowMs += ms;
    },
    person: {
      async opens(count) {
        const opened = Array.from({ length: count }, nextId);
        for (const id of opened) port.edit(id, DEAL, { optedIn: true });
        return opened;
      },
      async notes(id, notes) {
        nowMs += 1000;
        port.edit(id, { notes });
      },
      async deletes(id) {
        port.delete(id);
      },
      async forbidsAValue() {
        port.refuse('value');
        return { value: '1' };
      },
    },
    faults: {
      loseAnswer: () => port.failNext('write', error('retry', { outcomeUnknown: true }), 'after'),
      throttle: (retryAfterMs) => port.failNext('any', error('throttled', { retryAfterMs })),
      garble: (call) => port.failNext(call, error('bad-input', { outcomeUnknown: true }), 'after'),
      intrude: nothingBetween,
      meanwhile: nothingBetween,
      spoil: port.spoil,
      fallSilent: nothingBetween,
    },
    close: async () => {},
  };
}

function nothingBetween(): never {
  throw new Error('nothing lies between the port and its records');
}

function error(
  recovery: CosellError['recovery'],
  facts: { outcomeUnknown?: boolean; retryAfterMs?: number },
): CosellError {
  return new CosellError({ code: 'test', recovery, message: 'Trouble.', remedy: 'None.', place: 'memory', ...facts });
}

const NO_WIRE = 'nothing lies between the port and its records';
const WITHOUT_WIRE = {
  'lets go of a caller who gives up while nobody answers': NO_WIRE,
  'takes nothing that somebody else writes at the same moment for what it has written itself': NO_WIRE,
  'says of something that answers in place of the system that it is a matter of the connection': NO_WIRE,
};

describeSidePort({ name: 'memory as CRM', open: async () => openMemory('crm'), exceptions: WITHOUT_WIRE });

describeSidePort({
  name: 'memory as Partner Center',
  open: async () => openMemory('partner-center'),
  exceptions: {
    ...WITHOUT_WIRE,
    'creates nothing beside a record that was created for the same counterpart, and says so':
      'as with Partner Center, whoever may have created before must search first',
  },
});
