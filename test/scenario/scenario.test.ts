import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CRM_NAMES } from '../support/scenario/crm/kinds.ts';
import { countDoubled, countLost } from '../support/scenario/tallies.ts';
import { type ScenarioWorld, startScenarioWorld } from '../support/scenario-world.ts';
import { STEPS } from './steps.ts';

describe.each(CRM_NAMES)('sellers in %s and in Partner Center', (name) => {
  let world: ScenarioWorld;
  beforeAll(async () => {
    world = await startScenarioWorld(name);
  });
  afterAll(() => world?.close());

  test.for(STEPS)('$title', (step) => step.play(world));

  test('R106 deals born on either side end in step: none lost, none doubled, nothing written without need', async () => {
    await world.quiet();
    expect({ lost: countLost(world), doubled: countDoubled(world) }).toEqual({ lost: 0, doubled: 0 });
    expect(await world.writesWhileIdle()).toEqual({ partnerCenter: 0, crm: 0 });
  });
});
