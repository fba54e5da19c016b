import { expect, it } from 'vitest';
import { MESSAGES, say } from './messages.ts';

it('fills in the places of a sentence and leaves nothing behind where a value is missing', () => {
  expect(say('received-active', { name: 'Contoso' })).toBe('Received from Partner Center: Contoso.');
  expect(say('closed-there', { status: 'lost', reason: null })).toBe(
    'Partner Center closed the referral as lost. Nothing more is sent for this deal.',
  );
});

it('inserts values as they are, even when they look like places or patterns', () => {
  expect(say('received-active', { name: '{status} $& $1' })).toBe('Received from Partner Center: {status} $& $1.');
});

it.each(Object.entries(MESSAGES))('%s is a sentence', (_, text) => {
  expect(text).toMatch(/^[A-Z{"].*[.}]$/s);
});
