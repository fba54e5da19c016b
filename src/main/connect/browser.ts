import { spawn } from 'node:child_process';
import { processEnvironment } from '../../config/environment.ts';

/** Opens an address in the person's browser, where there is one; the address is printed in any case. */
export function openBrowser(url: string): void {
  const [command, ...before] = opener();
  if (command === undefined) return;
  const child = spawn(command, [...before, url], { stdio: 'ignore', detached: true });
  child.once('error', () => undefined);
  child.unref();
}

/** On a machine without a screen, `xdg-open` would start a browser inside the terminal. */
function opener(): readonly string[] {
  if (process.platform === 'darwin') return ['open'];
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  const environment = processEnvironment();
  return environment['DISPLAY'] || environment['WAYLAND_DISPLAY'] ? ['xdg-open'] : [];
}
