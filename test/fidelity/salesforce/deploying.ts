import { strToU8, zipSync } from 'fflate';
import type { Caller } from './caller.ts';

/** Members by type, as package.xml lists them. */
type Members = Readonly<Record<string, readonly string[]>>;

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';
const NAMESPACE = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

export function manifest(members: Members): string {
  const types = Object.entries(members).map(
    ([name, names]) =>
      `<types>${names.map((each) => `<members>${each}</members>`).join('')}<name>${name}</name></types>`,
  );
  return `${HEAD}<Package ${NAMESPACE}>${types.join('')}<version>66.0</version></Package>`;
}

/** One metadata file. */
export const xml = (type: string, inner: string): string => `${HEAD}<${type} ${NAMESPACE}>${inner}</${type}>`;

export function zipped(members: Members, files: Readonly<Record<string, string>>): Uint8Array {
  const all = { 'package.xml': manifest(members), ...files };
  return zipSync(Object.fromEntries(Object.entries(all).map(([path, content]) => [path, strToU8(content)])));
}

export function form(zip: Uint8Array, options: Record<string, unknown> = {}): FormData {
  const parts = new FormData();
  const json = JSON.stringify({ deployOptions: { singlePackage: true, ...options } });
  parts.append('json', new Blob([json], { type: 'application/json' }));
  parts.append('file', new Blob([zip as Uint8Array<ArrayBuffer>], { type: 'application/zip' }), 'deploy.zip');
  return parts;
}

export interface Deployed {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape
  body: any;
}

/** Sends a deployment and answers at once. */
export async function send(org: Caller, zip: Uint8Array, options?: Record<string, unknown>): Promise<Deployed> {
  const response = await fetch(`${org.emulator.url}/services/data/v66.0/metadata/deployRequest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${org.token}` },
    body: form(zip, options),
  });
  return { status: response.status, body: await response.json() };
}

/** Sends a deployment, lets its time pass and answers its result with details. */
export async function deploy(
  org: Caller,
  members: Members,
  files: Readonly<Record<string, string>>,
  options?: Record<string, unknown>,
) {
  const sent = await send(org, zipped(members, files), options);
  if (sent.status !== 201) throw new Error(JSON.stringify(sent.body));
  await org.emulator.admin.moveClock({ advanceMs: 1000 });
  const { body } = await org.call('GET', `metadata/deployRequest/${sent.body.id}?includeDetails=true`);
  return body.deployResult;
}

export const field = (name: string, inner: string): string =>
  `<fields><fullName>${name}</fullName><label>${name}</label>${inner}</fields>`;

/** A text field on Opportunity, in a deployment of its own. */
export const textField = (name: string, more = '<length>50</length>') =>
  [
    { CustomField: [`Opportunity.${name}`] },
    { 'objects/Opportunity.object': xml('CustomObject', field(name, `<type>Text</type>${more}`)) },
  ] as const;
