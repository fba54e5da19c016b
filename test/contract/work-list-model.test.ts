import fc from 'fast-check';
import { afterAll, describe, expect, inject, test } from 'vitest';
import {
  type Implementation,
  memoryImplementation,
  postgresImplementation,
  sqliteImplementation,
} from './store/implementations.ts';
import { createRunner, steps } from './work-list/model.ts';

const WORK = { maxAttempts: 3, laneMaxInFlight: 2, random: () => 0.5 };

/**
 * The plain functions over maps (`src/store/work/rules.ts`) are the model: whatever is done to a work list, the one in SQL
 * answers and looks the same.
 */
function describeModel(implementation: Implementation, numRuns: number): void {
  describe(`the work list on ${implementation.name}`, () => {
    afterAll(implementation.close);
    test('behaves as its rules in every sequence of steps', async () => {
      await fc.assert(
        fc.asyncProperty(steps, async (sequence) => {
          const model = await memoryImplementation().open(WORK);
          const real = await implementation.open(WORK);
          try {
            const [onModel, onReal] = [createRunner(model), createRunner(real)];
            for (const [at, step] of sequence.entries()) {
              expect({ at, step, ...((await onReal(step)) as object) }).toEqual({
                at,
                step,
                ...((await onModel(step)) as object),
              });
            }
          } finally {
            await model.close();
            await real.close();
          }
        }),
        { numRuns },
      );
    });
  });
}

describeModel(sqliteImplementation(), 100);
describeModel(await postgresImplementation(inject('postgresUrl')), 30);
