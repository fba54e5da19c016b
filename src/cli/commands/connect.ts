import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../config/duration.ts';
import { formatCheck } from '../check-line.ts';
import { type Cli, defineCommand, defineGroup, type Invocation } from '../command.ts';
import type { ExitName } from '../exit-codes.ts';
import { listenForInterrupt } from '../interrupt.ts';
import type { ConnectReport, Invitation } from '../product/connect.ts';
import type { Style } from '../style.ts';

export function connectCommand(cli: Cli): Command {
  return defineGroup(cli, 'connect', 'Sign in once for what the connector may do', [partnerCenter(cli)]);
}

interface ConnectOptions {
  device?: true;
  browser: boolean;
  port: number;
  within: number;
}

function partnerCenter(cli: Cli): Command {
  return defineCommand<ConnectOptions>(cli, {
    usage: 'partner-center',
    settings: true,
    summary: 'Sign in as the service account and keep its refresh token where the settings refer to it',
    details:
      'Opens the sign-in of Microsoft in the browser of this machine. Sign in as the service account, with multi-factor authentication, and ' +
      'accept; the application needs http://localhost as a redirect URI of the platform Web. The token is written to the file behind ' +
      'connections.partnerCenter.refreshToken, readable by this user only, and never shown; a connector that runs takes it up by itself. ' +
      'Afterwards the second factor and the right to referrals are looked at. Again whenever the sign-in has ended: after 90 days without ' +
      'use, or when the password or the second factor was reset.',
    examples: [
      ['cosell connect partner-center', 'opens the browser'],
      [
        'cosell connect partner-center --no-browser --port 5000',
        'over `ssh -L 5000:localhost:5000`: only prints the address',
      ],
      ['cosell connect partner-center --device', 'a code, entered on any device; needs public client flows'],
    ],
    options: [
      new Option('--device', 'sign in with a code on another device').conflicts(['port']),
      new Option('--no-browser', 'only print the address, open nothing'),
      new Option('--port <number>', 'port that the browser returns to; 0: a free one').argParser(port).default(0),
      new Option('--within <duration>', 'how long you may take').argParser(duration).default(600_000, '10m'),
    ],
    run,
  });
}

function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError('Expected a number from 0 to 65535.');
}

function duration(text: string): number {
  const value = parseDuration(text);
  if (value !== null && value > 0) return value;
  throw new InvalidArgumentError('Expected a duration such as 90s or 10m.');
}

async function run(invocation: Invocation<ConnectOptions>): Promise<ExitName | undefined> {
  const { terminal, output, options } = invocation;
  const settings = await invocation.loadSettings();
  const application = await invocation.application();
  const stop = listenForInterrupt(terminal, () => undefined);
  try {
    const report = await application.connectPartnerCenter(settings, {
      device: options.device ?? false,
      openBrowser: options.browser,
      port: options.port,
      withinMs: options.within,
      signal: stop.signal,
      // Not even --quiet may keep this back: nothing goes on without it.
      onInvitation: (invitation) => terminal.err.write(`${formatInvitation(invitation)}\n`),
    });
    output.data(report, (style) => formatReport(report, style));
    return report.ok ? undefined : 'attention';
  } catch (thrown) {
    if (!stop.signal.aborted) throw thrown;
    output.say('Interrupted. Nothing was changed.');
    return 'interrupted';
  } finally {
    stop.release();
  }
}

function formatInvitation({ url, userCode, withinMs }: Invitation): string {
  const minutes = Math.ceil(withinMs / 60_000);
  const time = `within ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  if (userCode !== null)
    return `Open ${url} on any device, enter ${userCode} and sign in as the service account, ${time}.`;
  return `Sign in as the service account, ${time}, at\n\n  ${url}\n`;
}

function formatReport({ user, keptAs, checks }: ConnectReport, style: Style): string {
  const head = `Signed in${user === null ? '' : ` as ${style.strong(user)}`}; the refresh token is kept in ${keptAs}.`;
  return [head, ...checks.map((check) => formatCheck(check, style))].join('\n');
}
