import type { ScenarioWorld } from '../support/scenario-world.ts';

/** One flow that must work, played by people on both sides. The test suite and the tour run the same steps. */
export interface Step {
  /** Flow of the requirements it belongs to, and its own name: `1-invitation`. */
  id: string;
  /** What a user gets, with the rows of the acceptance checklist that it shows. */
  title: string;
  /** Throws what does not hold. Needs nothing of other steps: each brings its own deals. */
  play(world: ScenarioWorld): Promise<void>;
}
