import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../config/duration.ts';
import { type Cli, defineCommand, defineGroup, type Invocation } from '../command.ts';
import type {
  RegisterReport,
  RegistrationOwner,
  RegistrationReport,
  ReleaseReport,
  TestReport,
  WebhookDesk,
  WebhookStatus,
} from '../product/webhook.ts';
import { printable, type Style } from '../style.ts';
import { formatPairs } from '../table.ts';

export function webhookCommand(cli: Cli): Command {
  return defineGroup(cli, 'webhook', 'Look after the webhook registration, of which a tenant has one', [
    status(cli),
    register(cli),
    release(cli),
    test(cli),
  ]);
}

async function withDesk<Result>(
  { loadSettings, application }: Pick<Invocation<unknown>, 'loadSettings' | 'application'>,
  use: (desk: WebhookDesk) => Promise<Result>,
): Promise<Result> {
  const desk = await (await application()).openWebhook(await loadSettings());
  try {
    return await use(desk);
  } finally {
    await desk.close();
  }
}

const OWNERS: Record<RegistrationOwner, string> = {
  nobody: 'nobody has registered',
  ours: 'this installation',
  'microsoft-connector': "Microsoft's own connector",
  foreign: 'another product',
};

function status(cli: Cli): Command {
  return defineCommand(cli, {
    usage: 'status',
    settings: true,
    summary: 'Tell who gets the notices of Partner Center',
    details: 'Exit code 4 when it is somebody else, or when events are missing.',
    examples: [['cosell webhook status', 'the registration, and what this installation would register']],
    async run(invocation) {
      const found = await withDesk(invocation, (desk) => desk.status());
      invocation.output.data(found, (style) => formatStatus(found, style));
      return isWanting(found) ? 'attention' : undefined;
    },
  });
}

function isWanting({ ours, missing, released }: WebhookStatus): boolean {
  return ours !== null && missing.length > 0 && !released;
}

function formatStatus(found: WebhookStatus, style: Style): string {
  const { registration, ours, previous, missing, released, fanOut, lastTestAt } = found;
  const paint = registration.owner === 'ours' ? style.good : style.warning;
  const pairs: [string, string][] = [
    ['Notices go to', paint(OWNERS[registration.owner])],
    ['Registered', formatAddress(registration)],
    ['Our address', ours ?? 'none: publicUrl is not set'],
    ['Events', registration.events.join(', ') || 'none'],
  ];
  if (missing.length > 0) pairs.push(['Missing', released ? 'all: it was released' : missing.join(', ')]);
  if (previous) pairs.push(['Before us', `${OWNERS[previous.owner]}, ${formatAddress(previous)}`]);
  if (previous) pairs.push(['Forwarded to it', fanOut ? 'yes' : 'no (webhook.fanOut)']);
  pairs.push(['Newest test', lastTestAt ?? 'none has come']);
  return formatPairs(pairs);
}

function formatAddress({ url }: RegistrationReport): string {
  return url === null ? '–' : printable(url);
}

const EVENTS = ['referral-created', 'referral-updated', 'related-referral-created', 'related-referral-updated'];

function readEvents(text: string): readonly string[] {
  const events = text.split(',').map((event) => event.trim());
  const unknown = events.find((event) => !EVENTS.includes(event));
  if (unknown === undefined) return events;
  throw new InvalidArgumentError(`'${unknown}' is none of ${EVENTS.join(', ')}.`);
}

function register(cli: Cli): Command {
  return defineCommand<{ events?: readonly string[]; overwrite?: boolean }>(cli, {
    usage: 'register',
    settings: true,
    summary: 'Register publicUrl for notices; again is harmless, and the cure for notices that stay away',
    details:
      'A foreign address is left and reported (exit code 4) unless it may be overwritten, by --overwrite or by webhook.register: overwrite. ' +
      'Events of other products stay registered.',
    examples: [
      ['cosell webhook register', 'all four events, as the settings say'],
      ['cosell webhook register --events referral-created,referral-updated', 'a part of them, until the next time'],
      ['cosell webhook register --overwrite', 'in place of whoever has it'],
    ],
    options: [
      new Option('--events <list>', 'events, separated by commas, instead of webhook.events').argParser(readEvents),
      new Option('--overwrite', 'replace a foreign address'),
      new Option('--no-overwrite', 'leave a foreign address'),
    ],
    async run(invocation) {
      const { options, output } = invocation;
      const done = await withDesk(invocation, (desk) =>
        desk.register({ events: options.events ?? null, overwrite: options.overwrite ?? null }),
      );
      output.data(done, (style) => formatRegister(done, style));
      return done.outcome === 'left' ? 'attention' : undefined;
    },
  });
}

const REGISTERED: Record<RegisterReport['outcome'], string> = {
  registered: 'Registered.',
  renewed: 'Registered anew.',
  overwritten: 'Registered; it was taken from',
  left: 'Left as it is: notices go to',
};

function formatRegister({ outcome, before, after }: RegisterReport, style: Style): string {
  const isForeign = outcome === 'left' || outcome === 'overwritten';
  const who = isForeign ? ` ${OWNERS[before.owner]} at ${formatAddress(before)}` : '';
  const line = `${REGISTERED[outcome]}${who}`;
  if (outcome === 'left') return `${style.warning(line)}\nReplace it with cosell webhook register --overwrite.`;
  return `${style.good(line)}\n${formatPairs([
    ['Address', formatAddress(after)],
    ['Events', after.events.join(', ')],
  ])}`;
}

function readAddress(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('Expected an address such as https://example.com/hook.');
}

function release(cli: Cli): Command {
  return defineCommand<{ to?: string }>(cli, {
    usage: 'release',
    settings: true,
    summary: 'Give the registration back: to the address before us, to another one, or to nobody',
    details:
      'Partner Center offers no way to delete a registration. Without an earlier address ours stays with an empty list of events, or, ' +
      'if that is refused, for test notices only. The connector does not take it again until `cosell webhook register`. Deals and CRM ' +
      'records stay as they are.',
    examples: [
      ['cosell webhook release', 'before the connector is uninstalled'],
      ['cosell webhook release --to https://example.com/hook', 'to another product'],
    ],
    options: [
      new Option('--to <url>', 'address to register instead, for the events registered now').argParser(readAddress),
    ],
    async run(invocation) {
      const { options, output } = invocation;
      const done = await withDesk(invocation, (desk) => desk.release({ to: options.to ?? null }));
      output.data(done, (style) => formatRelease(done, style));
      return undefined;
    },
  });
}

const RELEASED: Record<ReleaseReport['outcome'], string> = {
  restored: 'The address from before is registered again.',
  given: 'The given address is registered.',
  emptied: 'Our address is registered without events: nothing is sent any more.',
  silenced: 'Our address stays registered for test notices only, which nobody gets without asking.',
  'not-ours': 'The registration is not ours; it was left alone.',
};

function formatRelease({ outcome, after }: ReleaseReport, style: Style): string {
  return `${style.good(RELEASED[outcome])}\n${formatPairs([
    ['Notices go to', OWNERS[after.owner]],
    ['Registered', formatAddress(after)],
    ['Events', after.events.join(', ') || 'none'],
  ])}`;
}

function readDuration(text: string): number {
  const ms = parseDuration(text);
  if (ms !== null) return ms;
  throw new InvalidArgumentError('Expected a duration such as 30s.');
}

function test(cli: Cli): Command {
  return defineCommand<{ within: number }>(cli, {
    usage: 'test',
    settings: true,
    summary: 'Have Microsoft send a test notice and see it arrive',
    details: 'A connector must be running on the same store. Microsoft sends at most two tests a minute.',
    examples: [
      ['cosell webhook test', 'the way from Microsoft to the store'],
      ['cosell webhook test --within 2m', 'with more patience'],
    ],
    options: [new Option('--within <duration>', 'how long to wait').argParser(readDuration).default(30_000, '30s')],
    async run(invocation) {
      const found = await withDesk(invocation, (desk) => desk.test({ withinMs: invocation.options.within }));
      invocation.output.data(found, (style) => formatTest(found, style));
      return found.received ? undefined : 'failed';
    },
  });
}

function formatTest({ received, ms, attempts, cause, correlationId }: TestReport, style: Style): string {
  if (received) return style.good(`The test notice came after ${ms} ms.`);
  const tried = attempts.map(({ at, code, message }) =>
    style.faint(`  ${at ?? ''} ${printable([code, message].filter(Boolean).join(' '))}`),
  );
  return [
    style.bad(`The test notice did not come (${correlationId}).`),
    ...tried,
    printable(cause?.message ?? ''),
    printable(cause?.remedy ?? ''),
  ].join('\n');
}
