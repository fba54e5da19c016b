/** The process environment as the product sees it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The only place that reads the process environment. Three uses: secrets referred to as `env:NAME`, `NO_COLOR`, and `COSELL_DEBUG`.
 * Settings never come from here, so that one file shows how an installation behaves.
 */
export function processEnvironment(): Environment {
  return process.env;
}
