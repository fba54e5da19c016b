import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { WorkOptions } from '../../../src/store/work/options.ts';
import type { Implementation, Opened } from './implementations.ts';

/** What every implementation of a port must do, by name. */
export type Cases = Readonly<Record<string, (open: (work?: Partial<WorkOptions>) => Promise<Opened>) => Promise<void>>>;

/** Cases that an implementation does not promise, with the reason. */
export type Exceptions = Partial<Record<Implementation['name'], Readonly<Record<string, string>>>>;

/**
 * Runs the cases over one implementation. An exception is a claim, too: it must name an existing case that indeed fails, so that it
 * goes away when the case is met.
 */
export function describeImplementation(
  implementation: Implementation,
  suite: { port: string; cases: Cases; exceptions?: Exceptions },
): void {
  const exceptions = suite.exceptions?.[implementation.name] ?? {};
  describe(`${suite.port} on ${implementation.name}`, () => {
    afterAll(implementation.close);
    const open = async (work?: Partial<WorkOptions>) => {
      const opened = await implementation.open(work);
      onTestFinished(opened.close);
      return opened;
    };
    for (const [name, run] of Object.entries(suite.cases)) {
      const reason = exceptions[name];
      if (reason === undefined) test(name, () => run(open));
      else test(`does not promise: ${name} (${reason})`, () => expect(run(open)).rejects.toThrow());
    }
    test('declares exceptions only for cases that exist', () => {
      expect(Object.keys(exceptions).filter((name) => !(name in suite.cases))).toEqual([]);
    });
  });
}
