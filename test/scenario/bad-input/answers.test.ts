import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PassReport } from '../../../src/cli/product/passes.ts';
import { type DisturbedInstallation, STACK, startDisturbedInstallation } from '../../support/disturbed-installation.ts';
import { eventually } from '../../support/eventually.ts';
import { answering, cutOff, type Disturbance, type PassingRequest, webPage } from '../../support/proxy.ts';
import { observePartnerCenter } from '../../support/scenario/observed.ts';
import { sellerIn } from '../../support/scenario/seller.ts';

/** Answers that no system should give, between both systems and the connector as its operator runs it. */

let place: DisturbedInstallation;
let dealId: string;
let amount = 60_000;

beforeAll(async () => {
  place = await startDisturbedInstallation();
  dealId = sellerIn(place.salesforce).opens({ ticked: true });
  await eventually(() => observePartnerCenter(place.partnerCenter).referralOf(dealId));
});
afterAll(() => place?.close());

/** A seller changes the amount; answers how to tell that it has arrived. */
function sellerChanges(): () => void {
  amount += 1;
  const wanted = amount;
  sellerIn(place.salesforce).edits(dealId, { Amount: wanted });
  return () => expect(observePartnerCenter(place.partnerCenter).referralOf(dealId).details.dealValue).toBe(wanted);
}

const SYSTEMS = {
  'Partner Center': {
    proxy: () => place.toPartnerCenter,
    isToken: ({ path }: PassingRequest) => path.includes('/oauth2/'),
    /** Every token is worth nothing from now on. */
    signOut: () => place.partnerCenter.admin.moveClock({ advanceMs: 2 * 3_600_000 }),
  },
  Salesforce: {
    proxy: () => place.toSalesforce,
    isToken: ({ path }: PassingRequest) => path.includes('/oauth2/'),
    signOut: async () => void place.salesforce.admin.people.endSessions({}),
  },
} as const;
type System = keyof typeof SYSTEMS;

interface Told {
  /** Codes by which a command may name the trouble. */
  code: RegExp;
  /** What the status of the connector says meanwhile. */
  attention?: RegExp;
}

/** While answers are spoilt, a command names the trouble and the connector lives on; afterwards nothing is lost. */
async function endure(system: System, disturbance: Disturbance, told: Told): Promise<void> {
  const proxy = SYSTEMS[system].proxy();
  const before = proxy.disturbed();
  const mend = proxy.disturb(disturbance);
  const hasArrived = sellerChanges();
  try {
    await expectNamed(told.code);
    await eventually(() => expect(proxy.disturbed() - before).toBeGreaterThan(2));
    if (told.attention) await eventually(async () => expect(await attention()).toMatch(told.attention as RegExp));
  } finally {
    mend();
  }
  await place.cosell('parked', 'retry', 'all');
  await eventually(hasArrived, { withinMs: 30_000 });
  expect(place.talk()).not.toMatch(STACK);
}

/** A command that needs the system ends with the code of bad input; one that shares its work with the connector tells what that met. */
async function expectNamed(code: RegExp): Promise<void> {
  const { code: exit, stdout, stderr } = await place.cosell('reconcile', dealId, '--json');
  expect(stderr).not.toMatch(STACK);
  const named = stdout === '' ? errorIn(stderr) : (JSON.parse(stdout) as PassReport).remark;
  expect(named).toMatchObject({ code: expect.stringMatching(code), remedy: expect.stringMatching(/\w+ \w+/) });
  expect(exit).toBe(stdout === '' ? 3 : 1);
}

function errorIn(stderr: string): unknown {
  const last = stderr.trim().split('\n').at(-1) ?? '';
  return (JSON.parse(last) as { error: unknown }).error;
}

async function attention(): Promise<string> {
  return (await place.status()).attention.map(({ message, remedy }) => `${message} ${remedy}`).join('\n');
}

describe.each(Object.keys(SYSTEMS) as System[])('a token answer of %s', (system) => {
  test.each([
    ['is a web page', webPage],
    ['has a token of the wrong type', answering({ token_type: 'Bearer', access_token: 12, expires_in: 3599 })],
  ])('that %s rests the connection with the remedy, until it is mended', async (_, answer) => {
    const { isToken, signOut } = SYSTEMS[system];
    await signOut();
    await endure(
      system,
      { of: isToken, answer },
      {
        code: /^(sign-in-answer|connection-rests)$/,
        attention: /sign-in-answer: .*is not a token.*token endpoint in the settings/,
      },
    );
  });
});

describe.each(Object.keys(SYSTEMS) as System[])('an answer of %s', (system) => {
  const isCall = (request: PassingRequest) => !SYSTEMS[system].isToken(request);

  test('that is a web page rests the connection with the remedy, until it is mended', async () => {
    const told = {
      code: /^(foreign-answer|connection-rests)$/,
      attention: /foreign-answer: .*Sign in to the guest network.*proxy/,
    };
    await endure(system, { of: isCall, answer: webPage }, told);
  });

  test('that is cut off is named and tried again', async () => {
    await endure(system, { of: isCall, answer: cutOff }, { code: /^answer-not-json$/ });
  });

  test('that has another shape is named and tried again', async () => {
    const answer = answering({ unexpected: [1, 2, 3] });
    await endure(system, { of: isCall, answer }, { code: /^(answer-not-understood|salesforce-answer)$/ });
  });
});
