import type { CosellError, Recovery } from '../core/errors.ts';

/** Every way a command can end; scripts may rely on these numbers. Shown by `cosell --help` and in docs/reference/cli.md. */
export const EXIT_CODES = [
  { code: 0, name: 'ok', means: 'Done; everything is in order. `dev`, `serve` and `emulate`: stopped cleanly.' },
  { code: 1, name: 'failed', means: 'It could not be done now, or the connector is not healthy.' },
  { code: 2, name: 'usage', means: 'Unknown command or option, or a missing argument.' },
  { code: 3, name: 'badInput', means: 'A settings file, world file, secret or value cannot be used.' },
  {
    code: 4,
    name: 'attention',
    means: 'It works, but a person is needed: parked, halted or refused deals, a sign-in that ended.',
  },
  { code: 130, name: 'interrupted', means: 'Interrupted before the end; the same command goes on from there.' },
] as const;

export type ExitName = (typeof EXIT_CODES)[number]['name'];
export type ExitCode = (typeof EXIT_CODES)[number]['code'];

export function exitCode(name: ExitName): ExitCode {
  const entry = EXIT_CODES.find((candidate) => candidate.name === name);
  return entry?.code ?? 1;
}

const ENDS: Record<Recovery, ExitName> = {
  retry: 'failed',
  throttled: 'failed',
  conflict: 'failed',
  'not-found': 'failed',
  bug: 'failed',
  refused: 'attention',
  reauthenticate: 'attention',
  misconfigured: 'badInput',
  'bad-input': 'badInput',
};

/** How a command ends that met this error. */
export function exitCodeOf(error: CosellError): ExitCode {
  return exitCode(error.code === 'usage' ? 'usage' : ENDS[error.recovery]);
}
