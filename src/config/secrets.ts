import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { asCosellError, CosellError } from '../core/errors.ts';
import { type CrmSettings, crmsOf } from './crms.ts';
import { type Environment, processEnvironment } from './environment.ts';
import type { SecretReference } from './schema/values.ts';
import type { Settings } from './schema.ts';

export interface SecretOptions {
  /** Where relative `file:` paths start: the folder of the settings file. */
  folder: string;
  environment?: Environment;
  /** `cosell connect` writes this secret; better than by hand. */
  fromConnect?: boolean;
}

/**
 * The secret that a reference names, read anew each time so that a rotated one is seen. A trailing line break of a file is dropped.
 * Throws `secret-missing`, which names the reference and never the secret.
 */
export async function resolveSecret(reference: SecretReference, options: SecretOptions): Promise<string> {
  return lookUp(reference, options);
}

const REFERENCE = /^(env|file):/;
const POSTGRES = /^postgres(ql)?:/;

/**
 * Where the store is: an absolute folder or a postgres:// address. The setting may be a reference because an address can hold a password;
 * relative folders start at the folder of the settings file. Throws `secret-missing`.
 */
export async function resolveStore(store: string, options: SecretOptions): Promise<string> {
  const named = REFERENCE.test(store) ? await lookUp(store, options) : store;
  return POSTGRES.test(named) ? named : resolve(options.folder, named);
}

/** A function per secret, so that nothing is read before it is needed. */
export function secretReader(reference: SecretReference, options: SecretOptions): () => Promise<string> {
  return () => resolveSecret(reference, options);
}

/** The secret that a reference from elsewhere than the settings names, such as an option of a command. Throws as `resolveSecret` does. */
export async function resolveReference(reference: string, options: SecretOptions): Promise<string> {
  return lookUp(reference, options);
}

/** Looks up every secret of the settings without keeping any; answers those that are not there. */
export async function checkSecrets(
  settings: Settings,
  options: SecretOptions,
): Promise<readonly { path: string; error: CosellError }[]> {
  const attempts = secretsOf(settings).map(async ({ path, reference }) => {
    const isRefreshToken = path === 'connections.partnerCenter.refreshToken';
    const failed = await lookUp(reference, { ...options, fromConnect: isRefreshToken }).then(
      () => null,
      (thrown) => asCosellError(thrown),
    );
    return failed ? [{ path, error: failed }] : [];
  });
  return (await Promise.all(attempts)).flat();
}

/** The references that are set, by their place in the settings. */
function secretsOf(settings: Settings): readonly { path: string; reference: string }[] {
  const { store, connections } = settings;
  const { partnerCenter } = connections;
  const places: Record<string, string | undefined> = {
    store: REFERENCE.test(store) ? store : undefined,
    'connections.partnerCenter.clientSecret': partnerCenter.clientSecret,
    'connections.partnerCenter.refreshToken': partnerCenter.refreshToken,
    ...Object.assign({}, ...crmsOf(settings).map(crmSecrets)),
  };
  return Object.entries(places).flatMap(([path, reference]) => (reference ? [{ path, reference }] : []));
}

const SECRETS_OF_SIGN_IN = ['clientSecret', 'privateKey', 'certificate'];

function crmSecrets({ connection: { auth }, path }: CrmSettings): Record<string, string> {
  const entries = Object.entries(auth).filter(([key]) => SECRETS_OF_SIGN_IN.includes(key));
  return Object.fromEntries(entries.map(([key, reference]) => [`${path.connection}.auth.${key}`, reference]));
}

async function lookUp(reference: string, options: SecretOptions): Promise<string> {
  const colon = reference.indexOf(':');
  const name = reference.slice(colon + 1);
  if (reference.slice(0, colon) === 'env') return fromEnvironment(name, options.environment ?? processEnvironment());
  return fromFile(resolve(options.folder, name), options.fromConnect ?? false);
}

function fromEnvironment(name: string, environment: Environment): string {
  const value = environment[name];
  if (value) return value;
  throw new CosellError({
    code: 'secret-missing',
    recovery: 'misconfigured',
    message: `The environment variable ${name} is ${value === '' ? 'empty' : 'not set'}`,
    remedy: `Set ${name} to the secret before starting, or change the reference env:${name} in the settings.`,
    place: `env:${name}`,
  });
}

async function fromFile(path: string, fromConnect: boolean): Promise<string> {
  const refuse = (message: string, cause?: unknown) =>
    new CosellError({
      code: 'secret-missing',
      recovery: 'misconfigured',
      message,
      remedy: fromConnect
        ? 'Run `cosell connect partner-center`: somebody signs in as the service account, and the file is written.'
        : 'Write the secret into that file, readable by this user only, or change the reference in the settings.',
      place: `file:${path}`,
      cause,
    });
  const content = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw refuse(
      cause.code === 'ENOENT' ? `There is no secret file ${path}` : `The secret file ${path} cannot be read`,
      cause,
    );
  });
  const value = content.replace(/\r?\n$/, '');
  if (value === '') throw refuse(`The secret file ${path} is empty`);
  return value;
}
