import type { SalesforceEmulator } from '../../../emulators/salesforce/start.ts';

type Row = Readonly<Record<string, unknown>>;

/** A note on a record, as a person sees it; enhanced ones hold HTML. */
export interface NoteSeen {
  id: string;
  title: unknown;
  body: string;
}

/** What people do with notes on the records of an org, and what they see there. */
export interface Notes {
  on(recordId: string): NoteSeen[];
  /** Adds a note; answers its id. */
  adds(recordId: string, title: string, body: string): string;
  edits(id: string, body: string): void;
}

/** Enhanced notes, which hang on links. */
export function enhancedNotesIn({ admin }: SalesforceEmulator, by?: string): Notes {
  const contentOf = (body: string) => Buffer.from(body, 'utf8').toString('base64');
  return {
    on(recordId) {
      const linked = rowsIn(admin, 'ContentDocumentLink').filter((link) => link['LinkedEntityId'] === recordId);
      const ids = new Set(linked.map((link) => link['ContentDocumentId']));
      return rowsIn(admin, 'ContentNote')
        .filter(({ Id }) => ids.has(Id))
        .map((note) => seen(note, Buffer.from(String(note['Content'] ?? ''), 'base64').toString('utf8')));
    },
    adds(recordId, title, body) {
      const fields = { Title: title, Content: contentOf(body) };
      const id = String(admin.people.create({ ...person(by), sobject: 'ContentNote', fields })['Id']);
      const link = { ContentDocumentId: id, LinkedEntityId: recordId, ShareType: 'I' };
      admin.people.create({ ...person(by), sobject: 'ContentDocumentLink', fields: link });
      return id;
    },
    edits: (id, body) => void admin.people.edit({ ...person(by), id, fields: { Content: contentOf(body) } }),
  };
}

/** Those of Salesforce Classic, which are plain text. */
export function classicNotesIn({ admin }: SalesforceEmulator, by?: string): Notes {
  return {
    on: (recordId) =>
      rowsIn(admin, 'Note')
        .filter((note) => note['ParentId'] === recordId)
        .map((note) => seen(note, String(note['Body'] ?? ''))),
    adds(recordId, title, body) {
      const fields = { ParentId: recordId, Title: title, Body: body };
      return String(admin.people.create({ ...person(by), sobject: 'Note', fields })['Id']);
    },
    edits: (id, body) => void admin.people.edit({ ...person(by), id, fields: { Body: body } }),
  };
}

function rowsIn(admin: SalesforceEmulator['admin'], sobject: string): Row[] {
  const { records } = admin.snapshot() as { records: Record<string, Row[]> };
  return (records[sobject] ?? []).filter((row) => row['IsDeleted'] !== true);
}

const seen = (note: Row, body: string): NoteSeen => ({ id: String(note['Id']), title: note['Title'], body });
const person = (by: string | undefined) => (by === undefined ? {} : { by });
