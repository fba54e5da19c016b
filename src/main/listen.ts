import { CosellError } from '../core/errors.ts';

/** Why a server could not listen, in words that help. */
export function portError(cause: NodeJS.ErrnoException, host: string, port: number): CosellError {
  const taken = cause.code === 'EADDRINUSE';
  return new CosellError({
    code: taken ? 'port-taken' : 'cannot-listen',
    recovery: 'misconfigured',
    message: taken
      ? `The port ${port} on ${host} is in use by another program`
      : `Cannot listen on ${host}:${port}: ${cause.message}`,
    remedy: taken
      ? 'Stop that program, or choose another port; 0 picks a free one.'
      : 'Correct listen.host and listen.port in the settings.',
    place: 'listen',
    cause,
  });
}
