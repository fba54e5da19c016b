import { expect, test } from 'vitest';
import { createTokenProvider } from './tokens.ts';

function provider(expiresInMs: number | null) {
  let nowMs = 0;
  let granted = 0;
  const tokens = createTokenProvider({
    grant: async () => {
      granted += 1;
      return { accessToken: `token ${granted}`, expiresInMs };
    },
    clock: { nowMs: () => nowMs },
  });
  return {
    tokens,
    granted: () => granted,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

test('many callers at once cause one grant', async () => {
  const { tokens, granted } = provider(3_600_000);
  await Promise.all([tokens.get(), tokens.get(), tokens.get()]);
  expect(granted()).toBe(1);
});

test('many requests refused with the same token cause one refresh', async () => {
  const { tokens, granted } = provider(3_600_000);
  const stale = await tokens.get();
  expect(await Promise.all([tokens.refresh(stale), tokens.refresh(stale)])).toEqual(['token 2', 'token 2']);
  // A straggler that was refused with the first token gets the one already renewed.
  expect(await tokens.refresh(stale)).toBe('token 2');
  expect(granted()).toBe(2);
});

test('a token is renewed five minutes before it expires, a short-lived one at half time', async () => {
  const hour = provider(3_600_000);
  await hour.tokens.get();
  hour.pass(3_600_000 - 300_001);
  expect(await hour.tokens.get()).toBe('token 1');
  hour.pass(1);
  expect(await hour.tokens.get()).toBe('token 2');

  const minute = provider(60_000);
  await minute.tokens.get();
  minute.pass(29_999);
  expect(await minute.tokens.get()).toBe('token 1');
  minute.pass(1);
  expect(await minute.tokens.get()).toBe('token 2');
});

test('a failed grant is not remembered', async () => {
  let fail = true;
  const tokens = createTokenProvider({
    grant: async () => {
      if (fail) throw new Error('down');
      return { accessToken: 'good', expiresInMs: null };
    },
    clock: { nowMs: () => 0 },
  });
  await expect(tokens.get()).rejects.toThrow('down');
  fail = false;
  expect(await tokens.get()).toBe('good');
});
