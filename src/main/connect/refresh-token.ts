import { access, constants, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { LoadedSettings } from '../../config/load.ts';
import { CosellError } from '../../core/errors.ts';

/** Where a new refresh token goes, as the settings refer to it. Throws `refresh-token-not-kept` for an environment variable. */
function fileOf({ settings, folder }: LoadedSettings): string {
  const reference = settings.connections.partnerCenter.refreshToken;
  const [kind, ...rest] = reference.split(':');
  if (kind === 'file') return resolve(folder, rest.join(':'));
  throw new CosellError({
    code: 'refresh-token-not-kept',
    recovery: 'misconfigured',
    message: 'Partner Center gave a new refresh token, but an environment variable cannot take it.',
    remedy: 'Refer to the refresh token as file:PATH, so that a new one survives a restart.',
    place: 'connections.partnerCenter.refreshToken',
  });
}

/** Replaces the refresh token by a new one, readable by this user only; nobody ever reads half of it. */
export async function saveRefreshToken(loaded: LoadedSettings, token: string): Promise<void> {
  const path = fileOf(loaded);
  const fresh = `${path}.new`;
  await writeFile(fresh, token, { mode: 0o600 });
  await rename(fresh, path);
}

/** Makes sure that a token could be kept, before a person is bothered for one. Throws `refresh-token-not-kept`. */
export async function prepareRefreshTokenFile(loaded: LoadedSettings): Promise<void> {
  const folder = dirname(fileOf(loaded));
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw new CosellError({
      code: 'refresh-token-not-kept',
      recovery: 'misconfigured',
      message: `The refresh token cannot be kept: ${folder} takes no new file.`,
      remedy: 'Let the user of the connector write there, or name a file in another folder as file:PATH.',
      place: 'connections.partnerCenter.refreshToken',
      cause,
    });
  }
}
