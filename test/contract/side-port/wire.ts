import type { Fetch } from '../../../src/adapters/http/surroundings.ts';

/** Whether a request changes something. */
type IsWrite = (url: string, init: RequestInit) => boolean;

/** The wire between an adapter and its system, on which answers can be lost or garbled after the system has acted. */
export interface Wire {
  fetch: Fetch;
  loseAnswer(): void;
  garble(call: 'any' | 'write'): void;
}

/** What a captive portal or a sign-in page answers in place of the service. */
const FOREIGN_PAGE = '<!DOCTYPE html><html><head><title>Sign in to the guest network</title></head></html>';

interface Disturbance {
  call: 'any' | 'write';
  answer: () => Response;
}

/** Token requests are left alone. */
export function createWire(isWrite: IsWrite): Wire {
  const disturbances: Disturbance[] = [];
  return {
    async fetch(url, init) {
      const response = await fetch(url, init);
      if (new Headers(init.headers).get('authorization') === null) return response;
      const at = disturbances.findIndex(({ call }) => call === 'any' || isWrite(url, init));
      const [disturbance] = at < 0 ? [] : disturbances.splice(at, 1);
      if (!disturbance) return response;
      await response.arrayBuffer();
      return disturbance.answer();
    },
    loseAnswer: () => void disturbances.push({ call: 'write', answer: connectionReset }),
    garble(call) {
      const answer = () => new Response(FOREIGN_PAGE, { headers: { 'content-type': 'text/html' } });
      disturbances.push({ call, answer });
    },
  };
}

function connectionReset(): never {
  throw new TypeError('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) });
}
