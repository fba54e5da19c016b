import type { SolutionTools } from '../../cli/product/solutions.ts';
import { productNamed } from './kinds.ts';

export const solutionTools: SolutionTools = {
  async take(loaded, { connection, entries, dryRun }) {
    const catalog = await productNamed(loaded, connection).catalog();
    return dryRun ? catalog.plan(entries) : catalog.apply(entries);
  },
};
