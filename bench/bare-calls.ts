import { randomUUID } from 'node:crypto';
import type { Caller } from './crm/words.ts';

/** A token for the form. Throws when there is none. */
export async function signIn(url: string, form: Record<string, string>): Promise<string> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  const answer = (await response.json()) as { access_token?: string };
  if (!answer.access_token) throw new Error(`${url} gave no token: ${JSON.stringify(answer)}`);
  return answer.access_token;
}

/** Calls below `base`; answers are JSON, or text where they are not. */
export function callerWith(base: string, token: string): Caller {
  return async (path, init = {}) => {
    const headers = {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      'content-type': 'application/json',
    };
    const response = await fetch(base + path, {
      ...init,
      headers: { ...headers, 'client-request-id': randomUUID(), ...(init.headers as object) },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 300)}`);
    if (text === '') return null;
    return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
  };
}
