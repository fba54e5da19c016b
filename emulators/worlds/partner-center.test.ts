import { expect, test } from 'vitest';
import type { Referral } from '../partner-center/referral.ts';
import { startPartnerCenterEmulator } from '../partner-center/start.ts';
import { defaultPartnerCenterWorld } from './partner-center.ts';

test('the default world has deals of every kind in every state', async () => {
  const emulator = await startPartnerCenterEmulator({ world: defaultPartnerCenterWorld });
  const { referrals } = emulator.admin.snapshot() as { referrals: Referral[] };
  await emulator.close();
  const own = referrals.filter(({ organizationId }) => organizationId !== 'msft');
  expect(own.length).toBeGreaterThanOrEqual(20);
  expect(new Set(own.map(({ status, substatus }) => `${status}/${substatus}`))).toEqual(
    new Set(
      ['New/Pending', 'New/Received', 'Active/Accepted'].concat(
        ['Won', 'Lost', 'Declined', 'Expired', 'Error'].map((substatus) => `Closed/${substatus}`),
      ),
    ),
  );
  const halves = referrals.filter(({ organizationId }) => organizationId === 'msft');
  expect(new Set(halves.map(({ substatus }) => substatus))).toEqual(
    new Set(['Pending', 'Accepted', 'Declined', 'Expired', 'Won']),
  );
  expect(new Set(own.map(({ type, qualification }) => `${type} ${qualification}`)).size).toBe(3);
});
