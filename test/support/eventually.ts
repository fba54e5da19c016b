export interface Patience {
  /** Longest wait, in milliseconds. */
  withinMs?: number;
}

const PATIENCE_MS = 15_000;
const LOOK_AGAIN_MS = 20;

/**
 * Repeats an assertion until it holds and answers what it answers. Throws its last failure when the time is up: so a test waits exactly as
 * long as it must, and a slow machine does not break it.
 */
export async function eventually<Result>(
  assertion: () => Result | Promise<Result>,
  { withinMs = PATIENCE_MS }: Patience = {},
): Promise<Result> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    try {
      return await assertion();
    } catch (failure) {
      if (performance.now() > endMs) throw failure;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
