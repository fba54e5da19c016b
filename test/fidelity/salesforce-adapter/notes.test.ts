import { describe, expect, onTestFinished, test } from 'vitest';
import { createWire } from '../../contract/side-port/wire.ts';
import { classicNotesIn, enhancedNotesIn } from '../../support/scenario/notes.ts';
import { invitation, startTestOrg, updateOf, written } from './org.ts';

/** Notes of deals that are kept in notes: nothing twice, nobody's edit lost, nothing read that is not ours. */

const TITLE = 'Partner Center';

const KINDS = [
  { kind: 'content-note', notesIn: enhancedNotesIn, held: (text: string) => `<p>${text}</p>` },
  { kind: 'note', notesIn: classicNotesIn, held: (text: string) => text },
] as const;

describe.each(KINDS)('notes kept in $kind', ({ kind, notesIn, held }) => {
  async function open() {
    const org = await startTestOrg();
    onTestFinished(org.emulator.close);
    const isWrite = (url: string, { body }: RequestInit) =>
      url.endsWith('/composite/graph') || /"method":"(POST|PATCH|DELETE)"/.test(String(body));
    const wire = createWire({ isWrite, spoilRecord: () => undefined });
    const side = await org.connect({ notes: kind }, wire.fetch);
    const notes = notesIn(org.emulator);
    const later = () => org.emulator.admin.moveClock({ advanceMs: 5000 });
    return { org, wire, side, notes, later, bodies: (id: string) => notes.on(id).map(({ body }) => body) };
  }

  test('a creation whose answer was lost leaves one note', async () => {
    const { wire, side, bodies } = await open();
    wire.loseAnswer();
    await expect(side.create(invitation('r-1'))).rejects.toMatchObject({ outcomeUnknown: true });
    const again = await side.create(invitation('r-1'));
    if (again.kind !== 'exists') throw new Error(again.kind);
    expect(again.snapshot.deal.notes).toBe('Wants to move.');
    expect(bodies(again.snapshot.id)).toEqual([held('Wants to move.')]);
  });

  test('a first note whose answer was lost is found, and edited the next time', async () => {
    const { wire, side, bodies, later } = await open();
    const made = written(await side.create(invitation('r-1', { notes: null })));
    expect('notes' in made.deal).toBe(false);
    wire.loseAnswer();
    await expect(side.update(updateOf(made, { fields: { notes: 'First.' } }))).rejects.toMatchObject({
      outcomeUnknown: true,
    });
    await later();
    const [now] = await side.read([made.id]);
    expect(now?.deal.notes).toBe('First.');
    if (!now) throw new Error('gone');
    const after = written(await side.update(updateOf(now, { fields: { notes: 'Second.' } })));
    expect([after.deal.notes, bodies(made.id)]).toEqual(['Second.', [held('Second.')]]);
  });

  test('an edit that a person has made since is not overwritten, though it did not move the deal', async () => {
    const { side, notes, bodies, later } = await open();
    const made = written(await side.create(invitation('r-1')));
    await later();
    notes.edits(String(notes.on(made.id)[0]?.id), held('From a person.'));
    expect(await side.update(updateOf(made, { fields: { notes: 'From Microsoft.' } }))).toEqual({ kind: 'conflict' });
    expect(bodies(made.id)).toEqual([held('From a person.')]);
    const [now] = await side.read([made.id]);
    expect(now).toMatchObject({ version: made.version, deal: { notes: 'From a person.' } });
    // What concerns something else goes through.
    expect(written(await side.update(updateOf(made, { fields: { value: '1' } }))).deal).toMatchObject({
      value: '1',
      notes: 'From a person.',
    });
  });

  test('other notes are not read; of several with the title the oldest is ours', async () => {
    const { side, notes, bodies, later } = await open();
    const made = written(await side.create(invitation('r-1', { notes: null })));
    notes.adds(made.id, 'Call with Eva', held('Private.'));
    expect((await side.read([made.id]))[0]?.deal).not.toHaveProperty('notes');
    notes.adds(made.id, TITLE.toUpperCase(), held('Ours.'));
    await later();
    notes.adds(made.id, TITLE, held('A second one.'));
    const [now] = await side.read([made.id]);
    if (!now) throw new Error('gone');
    expect(now.deal.notes).toBe('Ours.');
    written(await side.update(updateOf(now, { fields: { notes: 'Still ours.' } })));
    expect(bodies(made.id)).toEqual([held('Private.'), held('Still ours.'), held('A second one.')]);
  });

  test('a text is cut where the note ends, and said to be', async () => {
    const { side } = await open();
    const long = 'n'.repeat(40_000);
    const result = await side.create(invitation('r-1', { notes: long }));
    const isCut = kind === 'note';
    expect(written(result).deal.notes).toHaveLength(isCut ? 32_000 : 40_000);
    const codes = result.kind === 'written' ? result.notes.map(({ code }) => code) : [];
    expect(codes).toEqual(isCut ? ['text-shortened'] : []);
  });
});

test('an enhanced note that somebody has formatted is read as its words', async () => {
  const org = await startTestOrg();
  onTestFinished(org.emulator.close);
  const side = await org.connect({ notes: 'content-note' });
  const made = written(await side.create(invitation('r-1', { notes: null })));
  const html = '<p><b>Agenda</b>&nbsp;for &lt;Monday&gt;:</p><ul><li>budget</li><li>dates</li></ul>';
  enhancedNotesIn(org.emulator).adds(made.id, TITLE, html);
  expect((await side.read([made.id]))[0]?.deal.notes).toBe('Agenda for <Monday>:\n- budget\n- dates');
});
