import { describe, expect, test } from 'vitest';
import { example } from '../../../test/fixtures/partner-center/documents.ts';
import { parseReferral, parseReferralList } from './schema.ts';

const sound = example('outbound-own.response');
const spoilt = { ...sound, id: '9D2A0001-0000-4000-8000-000000000001', details: { closingDateTime: '2026-13-45' } };

describe('a referral with a value that makes no sense', () => {
  test.each([
    [{ details: { closingDateTime: '2026-13-45' } }, 'details.closingDateTime: "2026-13-45"'],
    [{ details: { closingDateTime: 'soon' } }, 'details.closingDateTime: "soon"'],
    [{ details: { dealValue: 'many' } }, 'details.dealValue: "many"'],
    [{ details: { dealValue: '12,000' } }, 'details.dealValue: "12,000"'],
    [{ status: 'Pondering' }, 'status: "Pondering"'],
  ])('%j is not taken for an empty one', (parts, said) => {
    expect(() => parseReferral({ ...sound, ...parts }, 'referral 7')).toThrow(
      expect.objectContaining({
        code: 'answer-not-understood',
        recovery: 'bad-input',
        place: 'referral 7',
        message: expect.stringContaining(said),
      }),
    );
  });

  test.each([
    [{ details: { closingDateTime: null, dealValue: '' } }],
    [{ details: { closingDateTime: '0001-01-01T00:00:00', dealValue: '10000' } }],
    [{ details: {}, status: null }],
  ])('%j makes sense', (parts) => {
    expect(parseReferral({ ...sound, ...parts }, 'test').id).toBe(sound['id']);
  });
});

test('a listing names the entries that it leaves out, as far as they can be told', () => {
  const page = { value: [sound, spoilt, { id: 7 }, 'noise'], '@odata.count': 4 };
  const { referrals, malformed, total } = parseReferralList(page, 'test');
  expect(referrals.map(({ id }) => id)).toEqual([sound['id']]);
  expect(total).toBe(4);
  expect(malformed).toEqual([
    {
      id: '9d2a0001-0000-4000-8000-000000000001',
      updatedDateTime: sound['updatedDateTime'],
      externalReferenceId: sound['externalReferenceId'],
      reason: 'details.closingDateTime: "2026-13-45"',
    },
    { id: null, updatedDateTime: null, reason: expect.stringContaining('id') },
    { id: null, updatedDateTime: null, reason: expect.any(String) },
  ]);
});
