import { strToU8, zipSync } from 'fflate';
import type { SalesforceEmulator } from '../../emulators/salesforce/start.ts';
import { signIn } from './crm-org.ts';

const xml = (type: string, content: string): string =>
  `<${type} xmlns="http://soap.sforce.com/2006/04/metadata">${content}</${type}>`;

/** Files by path: root element and its content. */
type Files = Readonly<Record<string, readonly [type: string, content: string]>>;

/**
 * Another vendor's or administrator's deployment of one component, past our product. `type` null deletes a custom field.
 * Throws when Salesforce does not take it.
 */
export async function deployXml(
  salesforce: SalesforceEmulator,
  username: string,
  type: string | null,
  fullName: string,
  files: Files,
): Promise<void> {
  const members = (name: string) => `<types><members>${fullName}</members><name>${name}</name></types>`;
  const version = '<version>66.0</version>';
  const all: Record<string, string> = {
    'package.xml': xml('Package', `${type === null ? '' : members(type)}${version}`),
    ...(type === null ? { 'destructiveChanges.xml': xml('Package', `${members('CustomField')}${version}`) } : {}),
    ...Object.fromEntries(Object.entries(files).map(([path, [root, content]]) => [path, xml(root, content)])),
  };
  const zip = zipSync(Object.fromEntries(Object.entries(all).map(([path, text]) => [path, strToU8(text)])));
  const form = new FormData();
  form.append('json', JSON.stringify({ deployOptions: { singlePackage: true } }));
  form.append('file', new Blob([zip as Uint8Array<ArrayBuffer>]), 'deploy.zip');
  const { token, call } = await signIn(salesforce, username);
  const response = await fetch(`${salesforce.url}/services/data/v66.0/metadata/deployRequest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
  const { id } = (await response.json()) as { id: string };
  await salesforce.admin.moveClock({ advanceMs: 1000 });
  const { body } = await call('GET', `metadata/deployRequest/${id}?includeDetails=true`);
  if (!body.deployResult.success) throw new Error(JSON.stringify(body.deployResult.details.componentFailures));
}
