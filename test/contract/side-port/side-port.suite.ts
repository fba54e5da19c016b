import { describe, expect, onTestFinished, test } from 'vitest';
import type { Cases, Harness } from './harness.ts';
import { listingCases } from './listing-cases.ts';
import { renderingCases } from './rendering-cases.ts';
import { troubleCases } from './trouble-cases.ts';
import { writingCases } from './writing-cases.ts';

export interface Implementation {
  name: string;
  /** An empty side. */
  open(): Promise<Harness>;
  /** Cases that it does not promise, with the reason. */
  exceptions: Readonly<Record<string, string>>;
}

const CASES: Cases = { ...listingCases, ...writingCases, ...renderingCases, ...troubleCases };

/**
 * Runs every promise of SidePort against one implementation. An exception is a claim, too: it must name an existing case that indeed
 * fails, so that it goes away when the case is met.
 */
export function describeSidePort({ name, open, exceptions }: Implementation): void {
  describe(`SidePort of ${name}`, () => {
    const openOne = async () => {
      const harness = await open();
      onTestFinished(harness.close);
      return harness;
    };
    for (const [promise, run] of Object.entries(CASES)) {
      const reason = exceptions[promise];
      if (reason === undefined) test(promise, () => run(openOne));
      else test(`does not promise: ${promise} (${reason})`, () => expect(run(openOne)).rejects.toThrow());
    }
    test('declares exceptions only for cases that exist', () => {
      expect(Object.keys(exceptions).filter((promise) => !(promise in CASES))).toEqual([]);
    });
  });
}
