import { afterAll, beforeAll, describe, test } from 'vitest';
import { type ScenarioWorld, startScenarioWorld } from '../support/scenario-world.ts';
import { STEPS } from './steps.ts';

describe('sellers on both sides', () => {
  let world: ScenarioWorld;
  beforeAll(async () => {
    world = await startScenarioWorld();
  });
  afterAll(() => world?.close());

  test.for(STEPS)('$title', (step) => step.play(world));
});
