import { CosellError, type CosellErrorFacts } from '../../core/errors.ts';

type Explanation = Pick<CosellErrorFacts, 'code' | 'recovery' | 'message' | 'remedy'>;

const UNREACHABLE: Explanation = {
  code: 'store-unreachable',
  recovery: 'retry',
  message: 'The PostgreSQL server of the store cannot be reached.',
  remedy: 'Check host, port and network of `store`, and that the server runs; work goes on by itself once it answers.',
};

const CREDENTIALS: Explanation = {
  code: 'store-credentials',
  recovery: 'misconfigured',
  message: 'The PostgreSQL server refused the user of the store.',
  remedy: 'Check user and password in `store`, and that this user may connect to the database.',
};

const BUSY: Explanation = {
  code: 'store-connections',
  recovery: 'retry',
  message: 'PostgreSQL has no connection left for the store.',
  remedy: 'Allow more connections on the server, or run fewer processes or a smaller pool.',
};

const CONTENTION: Explanation = {
  code: 'store-locked',
  recovery: 'retry',
  message: 'Transactions in the store stood in each other’s way, repeatedly.',
  remedy: 'Nothing is lost and it is tried again.',
};

/** SQLSTATEs (postgresql.org/docs/current/errcodes-appendix.html) and Node's network codes that a person can do something about. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: UNREACHABLE,
  ECONNRESET: UNREACHABLE,
  ENOTFOUND: UNREACHABLE,
  EAI_AGAIN: UNREACHABLE,
  ENOENT: UNREACHABLE,
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  ETIMEDOUT: UNREACHABLE,
  EPIPE: UNREACHABLE,
  '57P01': UNREACHABLE,
  '57P02': UNREACHABLE,
  '57P03': UNREACHABLE,
  '08000': UNREACHABLE,
  '08003': UNREACHABLE,
  '08006': UNREACHABLE,
  '28000': CREDENTIALS,
  '28P01': CREDENTIALS,
  '53300': BUSY,
  '40P01': CONTENTION,
  '40001': CONTENTION,
  '55P03': CONTENTION,
  '3D000': {
    code: 'store-missing',
    recovery: 'misconfigured',
    message: 'The PostgreSQL database of the store does not exist.',
    remedy: 'Create it (`createdb NAME`) or correct the name at the end of `store`.',
  },
  '42501': {
    code: 'store-credentials',
    recovery: 'misconfigured',
    message: 'The PostgreSQL user of the store lacks a right that it needs.',
    remedy: 'Make the user owner of the database, or grant it CREATE and USAGE on the schema.',
  },
  '53100': {
    code: 'store-full',
    recovery: 'retry',
    message: 'The disk of the PostgreSQL server is full; the change was not stored.',
    remedy: 'Make room on the server; nothing that was acknowledged is lost and work goes on by itself.',
  },
  '25006': {
    code: 'store-read-only',
    recovery: 'misconfigured',
    message: 'The PostgreSQL server of the store is read-only.',
    remedy: 'Point `store` at the primary server, not at a replica.',
  },
};

/** Messages of the driver that carry no code. */
const LOST_CONNECTION =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error/;

/** A PostgreSQL failure with its remedy, when it has one; anything else unchanged. */
export function postgresError(error: unknown, place?: string): unknown {
  if (!(error instanceof Error) || error instanceof CosellError) return error;
  const code = codeOf(error);
  const explanation = EXPLANATIONS[code] ?? (LOST_CONNECTION.test(error.message) ? UNREACHABLE : undefined);
  if (explanation === undefined) return error;
  return new CosellError({ ...explanation, place, cause: error });
}

/** Whether the same transaction may well succeed when it runs again. */
export function isContention(error: unknown): boolean {
  const cause = error instanceof CosellError ? error.cause : error;
  return ['40P01', '40001'].includes(codeOf(cause));
}

export function oldServer(version: string, place: string): CosellError {
  return new CosellError({
    code: 'store-old-server',
    recovery: 'misconfigured',
    message: `The PostgreSQL server of the store is version ${version}; 14 or later is needed.`,
    remedy: 'Upgrade the server, or use another one.',
    place,
  });
}

/** SQLSTATE or network code; a failed connection to several addresses reports the first. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if (!(error instanceof Error)) return '';
  const { code } = error as Error & { code?: unknown };
  return typeof code === 'string' ? code : '';
}
