import type { Invocation } from './command.ts';
import type { Installation } from './product/installation.ts';

/** Opens what the settings name for the length of one command and closes it whatever happens. */
export async function withInstallation<Result>(
  invocation: Pick<Invocation<unknown>, 'application' | 'loadSettings'>,
  use: (installation: Installation) => Promise<Result>,
): Promise<Result> {
  const settings = await invocation.loadSettings();
  const application = await invocation.application();
  const installation = await application.openInstallation(settings);
  try {
    return await use(installation);
  } finally {
    await installation.close();
  }
}
