/** Reads no further than it must: a sender without Content-Length could go on for ever. Null when the body is too large. */
export async function readBody(request: Request, mostBytes: number): Promise<Uint8Array | null> {
  const declared = request.headers.get('content-length');
  // Node's parser holds senders to what they declare; reading as a whole spares the stream, which costs more than the signature.
  if (declared !== null) return Number(declared) > mostBytes ? null : new Uint8Array(await request.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > mostBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
