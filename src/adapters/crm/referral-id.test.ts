import { expect, test } from 'vitest';
import { referralIdIn } from './referral-id.ts';

const ID = 'b0000000-0000-4000-8000-00000000000a';

test.each([
  ['as connectors write it', ID],
  ['in capitals', ID.toUpperCase()],
  ['in braces', `{${ID}}`],
  ['with blanks around it', `  ${ID}\n`],
  ['within the address of the referral', `https://partner.microsoft.com/referrals/v2/inbox?id=${ID}`],
  ['within a newer address', `https://partner.microsoft.com/dashboard/v2/referrals/cosell/${ID}/details?x=1`],
])('an identifier is understood %s', (_, text) => {
  expect(referralIdIn(text)).toBe(ID);
});

test('an empty column names nothing; anything else is named as it stands', () => {
  expect(referralIdIn(' ')).toBeNull();
  expect(referralIdIn(null)).toBeNull();
  expect(referralIdIn(' REF-17 ')).toBe('REF-17');
});
