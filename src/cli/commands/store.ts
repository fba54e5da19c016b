import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { resolveStore } from '../../config/secrets.ts';
import { type Cli, defineCommand, defineGroup, type Invocation } from '../command.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { createProgress } from '../progress.ts';
import { formatPairs } from '../table.ts';

export function storeCommand(cli: Cli): Command {
  return defineGroup(cli, 'store', 'Look after the store', [info(cli), vacuum(cli), backup(cli), move(cli)]);
}

interface PlaceOptions {
  store?: string;
}

/** The store that is meant: --store needs no settings file. Absolute folder or postgres:// address. */
async function placeOf({ options, terminal, loadSettings }: Invocation<PlaceOptions>): Promise<string> {
  if (options.store) return resolveStore(options.store, { folder: terminal.folder });
  const { settings, folder } = await loadSettings();
  return resolveStore(settings.store, { folder });
}

function info(cli: Cli): Command {
  return defineCommand<PlaceOptions>(cli, {
    usage: 'info',
    settings: true,
    summary: 'Tell kind, place, size and schema version of the store',
    examples: [['cosell store info --store .cosell', 'of this folder']],
    async run(invocation) {
      const { stores } = await invocation.application();
      const found = await stores.info(await placeOf(invocation));
      const report = { ...found, place: withoutPassword(found.place) };
      const rows = Object.entries(report.rows).map(([table, count]) => `${count} ${table}`);
      invocation.output.data(report, () =>
        formatPairs([
          ['Store', `${report.kind} ${report.place}`],
          ['Schema', `version ${report.schemaVersion}`],
          ['Size', report.bytes === null ? 'unknown' : formatBytes(report.bytes)],
          ['Rows', rows.join(', ')],
        ]),
      );
      return undefined;
    },
  });
}

function vacuum(cli: Cli): Command {
  return defineCommand<PlaceOptions>(cli, {
    usage: 'vacuum',
    settings: true,
    summary: 'Give unused space of the store back',
    examples: [['cosell store vacuum', 'of the store in the settings']],
    async run(invocation) {
      const { stores } = await invocation.application();
      const sizes = await stores.vacuum(await placeOf(invocation));
      invocation.output.data(sizes, () => `${formatBytes(sizes.bytesBefore)} → ${formatBytes(sizes.bytesAfter)}`);
      return undefined;
    },
  });
}

function backup(cli: Cli): Command {
  return defineCommand<PlaceOptions & { to: string }>(cli, {
    usage: 'backup',
    settings: true,
    summary: 'Copy the embedded store into one file while it is in use',
    examples: [['cosell store backup --to cosell-backup.db', 'a consistent copy, checked']],
    options: [new Option('--to <file>', 'file to write; must not exist').makeOptionMandatory()],
    async run(invocation) {
      const { stores } = await invocation.application();
      const file = resolve(invocation.terminal.folder, invocation.options.to);
      const copy = await stores.backup(await placeOf(invocation), file);
      invocation.output.data(copy, () => `${copy.file}, ${formatBytes(copy.bytes)}`);
      return undefined;
    },
  });
}

function move(cli: Cli): Command {
  return defineCommand<PlaceOptions & { to: string }>(cli, {
    usage: 'move',
    settings: true,
    summary: 'Copy everything into another store, from SQLite to PostgreSQL for example',
    details: 'The connector must be stopped. The old store stays as it is; change `store` in the settings afterwards.',
    examples: [
      ['cosell store move --to env:COSELL_STORE', 'the address from the environment, so that no password is shown'],
    ],
    options: [
      new Option(
        '--to <place>',
        'empty store: folder, postgres:// address, env:NAME or file:PATH',
      ).makeOptionMandatory(),
    ],
    async run(invocation) {
      const { terminal, output, options } = invocation;
      const { stores } = await invocation.application();
      const from = await placeOf(invocation);
      const to = await resolveStore(options.to, { folder: terminal.folder });
      const progress = createProgress(terminal, output);
      const stop = listenForInterrupt(terminal, () => output.say('Stopping…'));
      try {
        const copied = await stores.move(from, to, {
          signal: stop.signal,
          onProgress: (update) => progress.update(update),
        });
        progress.stop();
        const moved = { ...copied, from: withoutPassword(copied.from), to: withoutPassword(copied.to) };
        output.data(moved, () => `${moved.rows} rows copied from ${moved.from} to ${moved.to}`);
        output.say('Now set `store` in the settings to the new place. The old store is as it was.');
      } finally {
        progress.stop();
        stop.release();
      }
      return undefined;
    },
  });
}

/** An address fit to be shown. */
function withoutPassword(place: string): string {
  if (!URL.canParse(place)) return place;
  const url = new URL(place);
  if (url.password === '') return place;
  url.password = '…';
  return url.href;
}

const STEP = 1024;

function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, bytes > 0 ? Math.floor(Math.log(bytes) / Math.log(STEP)) : 0);
  const amount = bytes / STEP ** power;
  return `${power === 0 ? amount : amount.toFixed(1)} ${units[power]}`;
}
