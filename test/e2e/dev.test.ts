import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type RunningCommand, runCommand, startCommand } from './command.ts';

const COSELL = join(import.meta.dirname, '../../src/cli/main.ts');

interface Started {
  services: { id: string; url: string }[];
  tries: { title: string; command: string }[];
}

type Row = Readonly<Record<string, unknown>>;

let folder: string;
let dev: RunningCommand;
let output = '';
let started: Started;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cosell-dev-'));
  dev = startCommand(COSELL, ['dev', '--port', '0', '--json'], { folder });
  dev.child.stdout.on('data', (text: string) => {
    output += text;
  });
  await dev.says('"event":"started"');
  started = await eventually(() => JSON.parse(output.split('\n')[0] ?? '') as Started);
});
afterAll(async () => {
  dev.child.kill('SIGTERM');
  await dev.finished;
  await rm(folder, { recursive: true, force: true });
});

/** What the shell would do with a line to paste; the machine that runs the tests need not have curl. */
async function paste(command: string): Promise<void> {
  const [, url = '', body = ''] = /^curl -s -X POST (\S+) .* -d '(.*)'$/.exec(command) ?? [];
  const answer = await fetch(url, { method: 'POST', body });
  expect(answer.status).toBe(200);
}

async function opportunities(): Promise<Row[]> {
  const { url } = started.services.find(({ id }) => id === 'salesforce') ?? { url: '' };
  const { records } = (await (await fetch(`${url}/_emulator/snapshot`)).json()) as { records: Record<string, Row[]> };
  return records['Opportunity'] ?? [];
}

test('the linked deals of the default world are adopted in silence, the others arrive', async () => {
  await eventually(async () => {
    const shared = (await opportunities()).filter((row) => row['Referral_Identifier__c']);
    assert.equal(shared.length, 14);
  });
  const passes = output.split('\n').filter((line) => line.includes('"event":"pass"'));
  expect(passes.filter((line) => line.includes('Blue Yonder'))).toEqual([]);
});

test('each of the three things to try does what it says', async () => {
  const [invite, edit, list] = started.tries.map(({ command }) => command);
  const before = (await opportunities()).length;
  await paste(invite ?? '');
  await eventually(async () => assert.equal((await opportunities()).length, before + 1));
  await paste(edit ?? '');
  const { url } = started.services.find(({ id }) => id === 'partner-center') ?? { url: '' };
  await eventually(async () => {
    const { referrals } = (await (await fetch(`${url}/_emulator/snapshot`)).json()) as {
      referrals: { details: { dealValue: number | null } }[];
    };
    assert.ok(referrals.some(({ details }) => details.dealValue === 123_456));
  });
  // Node and the script lead the line where the program was started so.
  const words = (list ?? '').split(' ');
  const { code, stdout } = await runCommand(words[1] ?? '', words.slice(2), { folder });
  expect(code).toBe(0);
  expect(stdout).toContain('Blue Yonder control tower');
});
