/** The process environment as the product sees it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The only place that reads the process environment. Uses: secrets referred to as `env:NAME`, `NO_COLOR`, `COSELL_DEBUG`, and what npm tells of
 * itself, so that commands to try can be pasted.
 * Settings never come from here, so that one file shows how an installation behaves.
 */
export function processEnvironment(): Environment {
  return process.env;
}
