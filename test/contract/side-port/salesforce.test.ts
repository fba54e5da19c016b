import { defaultSalesforceWorld } from '../../../emulators/worlds/salesforce.ts';
import type { LeadSettings } from '../../../src/adapters/salesforce/leads/settings.ts';
import { startTestOrg } from '../../fidelity/salesforce-adapter/org.ts';
import { classicNotesIn, enhancedNotesIn } from '../../support/scenario/notes.ts';
import { describeLeads, type LeadHarness } from './leads.suite.ts';
import { DEAL, OTHER_VALUES, part } from './samples.ts';
import { describeSidePort } from './side-port.suite.ts';
import { createWire } from './wire.ts';

/** Whom the other values put into the team: an active user of the org, as every member of a team must be. */
const COLLEAGUE = {
  username: 'ola@lakeshore.example',
  firstName: 'Ola',
  lastName: 'Berg',
  email: 'ola@lakeshore.example',
  phone: '+12065550178',
};

const LEADS: LeadSettings = {
  newStatus: null,
  working: null,
  unqualified: null,
  onAcceptance: 'convert',
  convertedStatus: null,
  closedStatus: null,
  reasonField: null,
  requiredFieldDefaults: {},
};

/** How a person writes the notes of a deal, where they are kept in notes: in the note, and something else on the deal with it. */
const NOTES = { 'content-note': enhancedNotesIn, note: classicNotesIn };

async function openSalesforce(kept: 'description' | keyof typeof NOTES, leads = false): Promise<LeadHarness> {
  const users = [...(defaultSalesforceWorld.users ?? []), COLLEAGUE];
  const org = await startTestOrg({ organization: { multiCurrency: true }, users });
  const { admin, clock } = org.emulator;
  const { people } = admin;
  const notes = kept === 'description' ? null : NOTES[kept](org.emulator);
  const wire = createWire({
    isWrite,
    spoilRecord(part, id) {
      if (part['Id'] === id) part['CloseDate'] = '2026-13-45';
    },
  });
  return {
    port: await org.connect({ statusReasonField: 'NextStep', notes: kept, leads: leads ? LEADS : null }, wire.fetch),
    deal: part(DEAL, HELD_AT_CREATION),
    otherValues: part(OTHER_VALUES, UPDATABLE),
    unknownId: '006000000000001AAA',
    nowMs: () => clock.now(),
    timePasses: (ms) => clock.advance(ms),
    person: {
      async opens(count) {
        await admin.moveClock({ advanceMs: 1000 });
        const { ids } = people.seedOpportunities({ count, fields: { Sync_With_Partner_Center__c: true } });
        return ids.map(String);
      },
      async notes(id, text) {
        await org.edit(id, { Description: text });
        const [note] = notes?.on(id) ?? [];
        if (note) notes?.edits(note.id, text);
        else notes?.adds(id, 'Partner Center', text);
      },
      async deletes(id) {
        people.delete({ id });
      },
      async forbidsAValue() {
        const when = 'Amount > 1000000';
        people.addValidationRule({
          name: 'Large',
          sobject: 'Opportunity',
          when,
          message: 'Ask first.',
          field: 'Amount',
        });
        return { value: '2000000' };
      },
    },
    faults: {
      loseAnswer: wire.loseAnswer,
      meanwhile: wire.meanwhile,
      garble: wire.garble,
      intrude: wire.intrude,
      spoil: wire.spoil,
      throttle(retryAfterMs) {
        admin.addFault({ match: DATA, kind: 'throttle', status: 503, retryAfterSeconds: retryAfterMs / 1000 });
      },
      fallSilent() {
        admin.addFault({ match: DATA, kind: 'timeout-before', times: 1000 });
      },
    },
    lead: part(DEAL, ['customer', 'contacts', 'notes']),
    leadPerson: {
      async converts(id) {
        await admin.moveClock({ advanceMs: 1000 });
        return String(people.convertLead({ id })['ConvertedOpportunityId']);
      },
      notes: (id, text) => org.edit(id, { Description: text }),
    },
    close: org.emulator.close,
  };
}

const DATA = { path: '/services/data' };

/** A composite call writes when one of its parts does; a graph and a conversion always do. */
function isWrite(url: string, { body }: RequestInit): boolean {
  return /\/composite\/graph$|\/services\/Soap\//.test(url) || /"method":"(POST|PATCH|DELETE)"/.test(String(body));
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

const RESTRICTED = 'a restricted picklist holds none but its own choices';

const exceptions = {
  'passes on a kind of help that is not known yet': RESTRICTED,
  'passes on a kind of solution that is not known yet': RESTRICTED,
};

describeLeads({ name: 'Salesforce', open: () => openSalesforce('description', true) });

describeSidePort({ name: 'Salesforce', open: () => openSalesforce('description'), exceptions });

const noting = {
  ...exceptions,
  'shows exactly the fields of its capabilities, and the facts of its side':
    'a deal without a note says nothing of notes',
};

describeSidePort({
  name: 'Salesforce with enhanced notes',
  open: () => openSalesforce('content-note'),
  exceptions: noting,
});

describeSidePort({ name: 'Salesforce with classic notes', open: () => openSalesforce('note'), exceptions: noting });
