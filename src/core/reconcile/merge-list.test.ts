import { describe, expect, it } from 'vitest';
import { contact, solution } from '../../../test/samples/snapshots.ts';
import type { PerSide, Side } from '../model/side.ts';
import { type Entry, mergeLists } from './merge-list.ts';

const A = contact('a@x.example', { lastName: 'A' });
const B = contact('b@x.example', { lastName: 'B' });
const C = contact('c@x.example', { lastName: 'C' });

const asGiven = (_: Side, entry: Entry) => entry;

/** Merges with the same base on both sides, owned by the CRM. */
function merged(base: readonly Entry[], referral: readonly Entry[], crm: readonly Entry[], owner: Side = 'crm') {
  return mergeLists({ crm: base, 'partner-center': base }, { crm, 'partner-center': referral }, owner, asGiven);
}

function both(list: readonly Entry[]): { lists: PerSide<readonly Entry[]> } {
  return { lists: { crm: list, 'partner-center': list } };
}

describe('entries of a list', () => {
  it.each<[string, readonly Entry[], readonly Entry[], readonly Entry[], readonly Entry[]]>([
    // what happened                         base    referral   crm        on both sides
    ['nothing', [A, B], [A, B], [A, B], [A, B]],
    ['added in the CRM', [A], [A], [A, B], [A, B]],
    ['added in Partner Center', [A], [A, B], [A], [A, B]],
    ['removed in the CRM', [A, B], [A, B], [A], [A]],
    ['removed in Partner Center', [A, B], [A], [A, B], [A]],
    ['removed on both', [A, B], [A], [A], [A]],
    ['removed here, added there', [A, B], [A, B, C], [A], [A, C]],
    ['all removed in the CRM', [A, B], [A, B], [], []],
  ])('%s', (_, base, referral, crm, expected) => {
    expect(merged(base, referral, crm)).toEqual({ ...both(expected), conflict: false });
  });

  it('added on both sides are kept, each side in its own order', () => {
    const { lists } = merged([A], [A, B], [A, C]);
    expect(lists).toEqual({ crm: [A, C, B], 'partner-center': [A, B, C] });
  });

  it('removed on one side and changed on the other stay', () => {
    const changed = { ...B, phone: '+49 30 9' };
    expect(merged([A, B], [A, changed], [A]).lists.crm).toEqual([A, changed]);
    expect(merged([A, B], [A], [A, changed]).lists['partner-center']).toEqual([A, changed]);
  });

  it('that one side never had are not removed there', () => {
    const now = { crm: [A], 'partner-center': [A, B] };
    expect(mergeLists({ crm: [A], 'partner-center': [A, B] }, now, 'crm', asGiven).lists['partner-center']).toEqual([
      A,
      B,
    ]);
  });
});

describe('details of one entry', () => {
  const was = contact('a@x.example', { firstName: 'Ann', phone: '1' });

  it('changed on one side travel', () => {
    const now = { ...was, phone: '2' };
    expect(merged([was], [now], [was])).toEqual({ ...both([now]), conflict: false });
    expect(merged([was], [was], [now])).toEqual({ ...both([now]), conflict: false });
  });

  it('changed on both sides survive when they are different details', () => {
    const { lists, conflict } = merged([was], [{ ...was, phone: '2' }], [{ ...was, firstName: 'Anna' }]);
    const expected = [{ ...was, firstName: 'Anna', phone: '2' }];
    expect(lists).toEqual({ crm: expected, 'partner-center': expected });
    expect(conflict).toBe(false);
  });

  it.each<[Side, string]>([
    ['crm', '3'],
    ['partner-center', '2'],
  ])('changed apart follow the owner %s', (owner, phone) => {
    const { lists, conflict } = merged([was], [{ ...was, phone: '2' }], [{ ...was, phone: '3' }], owner);
    expect(lists).toEqual({ crm: [{ ...was, phone }], 'partner-center': [{ ...was, phone }] });
    expect(conflict).toBe(true);
  });

  it('blanked on one side neither travel nor come back', () => {
    const blanked = { ...was, phone: null };
    expect(merged([was], [was], [blanked]).lists).toEqual({ crm: [blanked], 'partner-center': [was] });
  });

  it('blanked on one side give way to a change on the other', () => {
    const changed = { ...was, phone: '2' };
    expect(merged([was], [changed], [{ ...was, phone: null }])).toEqual({ ...both([changed]), conflict: false });
  });

  it('that only one side knows stay there while nobody changes them', () => {
    const knows = { ...was, phone: '1' };
    const knowsNot = { ...was, phone: null };
    const base = { crm: [knows], 'partner-center': [knowsNot] };
    const now = { crm: [{ ...knows, firstName: 'Anna' }], 'partner-center': [knowsNot] };
    expect(mergeLists(base, now, 'crm', asGiven).lists['partner-center']).toEqual([{ ...knowsNot, firstName: 'Anna' }]);
  });

  it('complete each other when two lists meet for the first time', () => {
    const { lists, conflict } = merged([], [{ ...was, phone: null }], [{ ...was, firstName: null }]);
    expect(lists).toEqual(both([was]).lists);
    expect(conflict).toBe(false);
  });

  it('that cost nothing are values, not blanks', () => {
    const paid = solution('SOL-1', { price: '10' });
    const free = solution('SOL-1', { price: '0' });
    expect(merged([paid], [paid], [free]).lists['partner-center']).toEqual([free]);
  });

  it('that a side merely shows in its own way do not travel back', () => {
    const lower = (side: Side, entry: Entry) =>
      side === 'crm' && 'email' in entry ? { ...entry, email: entry.email?.toLowerCase() ?? null } : entry;
    const given = contact('Ann@X.example', { phone: '1' });
    const shown = contact('ann@x.example', { phone: '1' });
    const base = { crm: [shown], 'partner-center': [given] };
    const edited = mergeLists(base, { crm: [{ ...shown, phone: '2' }], 'partner-center': [given] }, 'crm', lower);
    expect(edited.lists['partner-center']).toEqual([{ ...given, phone: '2' }]);
    const met = mergeLists(
      { crm: [], 'partner-center': [] },
      { crm: [shown], 'partner-center': [given] },
      'crm',
      lower,
    );
    expect(met).toEqual({ lists: { crm: [shown], 'partner-center': [given] }, conflict: false });
  });
});

describe('who is who', () => {
  it('ignores case in e-mails and ids', () => {
    const { lists } = merged([], [solution('SOL-1')], [solution('sol-1', { price: '5' })]);
    expect(lists['partner-center']).toHaveLength(1);
  });

  it('goes by name where one list does not know the e-mail', () => {
    const unknown = contact(null);
    const known = contact('ann@x.example');
    expect(merged([], [unknown], [known]).lists).toEqual(both([known]).lists);
    expect(merged([unknown], [unknown], [known]).lists['partner-center']).toEqual([known]);
  });

  it('does not guess between two people of one name', () => {
    const [one, two] = [contact('ann1@x.example'), contact('ann2@x.example')];
    expect(merged([], [contact(null)], [one, two]).lists.crm).toEqual([one, two, contact(null)]);
  });

  it('loses none of two entries that look alike', () => {
    const twins = [solution('SOL-1', { price: '1' }), solution('SOL-1', { price: '2' })];
    expect(merged(twins, twins, [...twins, solution('SOL-2')]).lists['partner-center']).toHaveLength(3);
  });

  it('keeps twins apart whatever order the sides list them in', () => {
    const [cheap, dear] = [solution('SOL-1', { price: '1' }), solution('SOL-1', { price: '2' })];
    const more = { ...cheap, quantity: '9' };
    const base = { crm: [cheap, dear], 'partner-center': [dear, cheap] };
    const { lists } = mergeLists(base, { ...base, crm: [more, dear] }, 'crm', asGiven);
    expect(lists['partner-center']).toEqual([dear, more]);
  });
});
