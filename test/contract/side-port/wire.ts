import type { Fetch } from '../../../src/adapters/http/surroundings.ts';
import type { Faults } from './harness.ts';

/** Whether a request changes something. */
type IsWrite = (url: string, init: RequestInit) => boolean;

/** The wire between an adapter and its system, on which answers get lost or spoiled after the system has acted. */
export interface Wire extends Pick<Faults, 'loseAnswer' | 'garble' | 'intrude'> {
  fetch: Fetch;
}

interface Disturbance {
  call: 'any' | 'write';
  spoil: (answer: Response) => Promise<Response>;
}

/** Token requests are left alone. */
export function createWire(isWrite: IsWrite): Wire {
  const disturbances: Disturbance[] = [];
  let isIntruded = false;
  return {
    async fetch(url, init) {
      if (new Headers(init.headers).get('authorization') === null) return fetch(url, init);
      if (isIntruded) return foreignPage();
      const answer = await fetch(url, init);
      const at = disturbances.findIndex(({ call }) => call === 'any' || isWrite(url, init));
      const [disturbance] = at < 0 ? [] : disturbances.splice(at, 1);
      return disturbance ? disturbance.spoil(answer) : answer;
    },
    loseAnswer: () => void disturbances.push({ call: 'write', spoil: lost }),
    garble: (call) => void disturbances.push({ call, spoil: cutOff }),
    intrude() {
      isIntruded = true;
    },
  };
}

async function lost(answer: Response): Promise<never> {
  await answer.arrayBuffer();
  throw new TypeError('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) });
}

async function cutOff(answer: Response): Promise<Response> {
  const text = await answer.text();
  return new Response(text.slice(0, Math.ceil(text.length / 2)), { status: answer.status, headers: answer.headers });
}

/** What a captive portal answers. */
function foreignPage(): Response {
  const page = '<!DOCTYPE html><html><head><title>Sign in to the guest network</title></head></html>';
  return new Response(page, { headers: { 'content-type': 'text/html' } });
}
