import type { Fetch } from '../../../src/adapters/http/surroundings.ts';
import { changeParts } from '../../support/json-parts.ts';
import type { Faults } from './harness.ts';

export interface WireOptions {
  /** Whether a request changes something. */
  isWrite: (url: string, init: RequestInit) => boolean;
  /** Gives a part of an answer a close date that makes no sense, if it is this record. */
  spoilRecord: (part: Record<string, unknown>, id: string) => void;
}

/** The wire between an adapter and its system, on which answers get lost or spoiled after the system has acted. */
export interface Wire extends Pick<Faults, 'loseAnswer' | 'meanwhile' | 'garble' | 'intrude' | 'spoil'> {
  fetch: Fetch;
}

interface Disturbance {
  call: 'any' | 'write';
  spoil: (answer: Response) => Promise<Response>;
}

/** Token requests are left alone. */
export function createWire({ isWrite, spoilRecord }: WireOptions): Wire {
  const disturbances: Disturbance[] = [];
  const spoilt = new Set<string>();
  let isIntruded = false;
  return {
    async fetch(url, init) {
      if (new Headers(init.headers).get('authorization') === null) return fetch(url, init);
      if (isIntruded) return foreignPage();
      const answer = await fetch(url, init);
      const at = disturbances.findIndex(({ call }) => call === 'any' || isWrite(url, init));
      const [disturbance] = at < 0 ? [] : disturbances.splice(at, 1);
      if (disturbance) return disturbance.spoil(answer);
      if (spoilt.size === 0) return answer;
      return rewritten(answer, (part) => {
        for (const id of spoilt) spoilRecord(part, id);
      });
    },
    loseAnswer: () => void disturbances.push({ call: 'write', spoil: lost }),
    meanwhile(act) {
      const spoil = async (answer: Response) => {
        await act();
        return answer;
      };
      disturbances.push({ call: 'write', spoil });
    },
    garble: (call) => void disturbances.push({ call, spoil: cutOff }),
    spoil: (id) => void spoilt.add(id),
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

async function rewritten(answer: Response, change: (part: Record<string, unknown>) => void): Promise<Response> {
  const text = changeParts(await answer.text(), change);
  return new Response(text === '' ? null : text, { status: answer.status, headers: answer.headers });
}

/** What a captive portal answers. */
function foreignPage(): Response {
  const page = '<!DOCTYPE html><html><head><title>Sign in to the guest network</title></head></html>';
  return new Response(page, { headers: { 'content-type': 'text/html' } });
}
