import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFanOut, type FanOut, type FanOutOptions } from './fan-out.ts';

let server: Server;
let url: string;
let bodies: string[];
let answer: (request: number) => number;
let logged: object[];
let arrivals: (() => void)[];
let fanOut: FanOut | null;

beforeEach(async () => {
  [bodies, logged, arrivals, fanOut] = [[], [], [], null];
  answer = () => 200;
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      bodies.push(Buffer.concat(parts).toString('utf8'));
      response.statusCode = answer(bodies.length);
      response.end();
      for (const arrived of arrivals) arrived();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?sig=S3cr3t`;
});
afterEach(async () => {
  await fanOut?.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function start(options: Partial<FanOutOptions> = {}): FanOut {
  const keep = (facts: object) => void logged.push(facts);
  const log = { info: keep, warn: keep, error: keep };
  // Back-off passes at once.
  const clock = { nowMs: () => 0, sleep: () => Promise.resolve() };
  fanOut = createFanOut({ target: async () => url, clock, log, retryDelaysMs: [1, 1], ...options });
  return fanOut;
}

const notice = (text: string) => ({ headers: { 'content-type': 'application/json' }, body: Buffer.from(text) });

function received(count: number): Promise<void> {
  return new Promise((resolve) => {
    const look = () => void (bodies.length >= count && resolve());
    arrivals.push(look);
    look();
  });
}

describe('passing notices on', () => {
  test('the body arrives byte by byte, again after a stumble', async () => {
    answer = (request) => (request === 1 ? 503 : 200);
    start().offer(notice('{"EventName":"referral-updated", "ö":1}'));
    await received(2);
    expect(bodies).toEqual(Array(2).fill('{"EventName":"referral-updated", "ö":1}'));
  });

  test('a refusal is final, and the log names the host alone', async () => {
    answer = () => 401;
    const forwarder = start();
    forwarder.offer(notice('refused'));
    await received(1);
    forwarder.offer(notice('next'));
    await received(2);
    await forwarder.stop();
    expect(bodies).toEqual(['refused', 'next']);
    expect(JSON.stringify(logged)).toContain('127.0.0.1');
    expect(JSON.stringify(logged)).not.toContain('S3cr3t');
  });

  test('too many waiting notices cost the oldest, not the memory', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const forwarder = start({
      capacity: 2,
      target: async () => {
        await gate;
        return url;
      },
    });
    // Four are under way at once, two may wait.
    for (let number = 1; number <= 8; number += 1) forwarder.offer(notice(`notice ${number}`));
    open();
    await received(6);
    expect(bodies.toSorted()).toEqual([1, 2, 3, 4, 7, 8].map((number) => `notice ${number}`));
  });

  test('without an earlier address nothing is sent, and a stop does not wait for retries', async () => {
    const forwarder = start({ target: async () => null });
    forwarder.offer(notice('nobody'));
    await forwarder.stop();
    forwarder.offer(notice('too late'));
    expect(bodies).toEqual([]);
  });
});
