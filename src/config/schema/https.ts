import type * as z from 'zod';
import { flag } from './values.ts';

export const insecure = () =>
  flag(false, {
    description: 'Allows plain http addresses. Only for emulators on this machine: tokens would travel unprotected.',
  });

/** Refuses plain http unless the connection allows it: no token may travel unprotected. */
export function requireHttps(connection: { allowInsecure: boolean }, context: z.RefinementCtx): void {
  if (connection.allowInsecure) return;
  for (const [key, value] of Object.entries<unknown>({ ...connection })) {
    if (typeof value !== 'string' || !value.startsWith('http://')) continue;
    context.addIssue({
      code: 'custom',
      path: [key],
      message:
        'expected an https address; plain http needs allowInsecure: true and is for emulators on this machine only',
    });
  }
}
