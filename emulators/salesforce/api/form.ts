import { refuse } from '../refusal.ts';

/** A form with files, as a deployment is sent. */
export type Form = ReadonlyMap<string, string | Uint8Array>;

/** Reads a multipart body; files as bytes, other parts as text. */
export async function readForm(request: Request): Promise<Form> {
  const parts = new Map<string, string | Uint8Array>();
  try {
    for (const [name, value] of await request.clone().formData()) {
      parts.set(name, typeof value === 'string' ? value : new Uint8Array(await value.arrayBuffer()));
    }
  } catch {
    throw refuse('INVALID_MULTIPART_REQUEST', 'The multipart request is invalid.');
  }
  return parts;
}
