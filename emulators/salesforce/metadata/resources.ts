import { unsupported } from '../../kit/unsupported.ts';
import { type ApiAnswer, type Call, param, type Resource } from '../api/call.ts';
import type { Form } from '../api/form.ts';
import { canonicalId } from '../ids.ts';
import { refuse, refuseWith } from '../refusal.ts';
import { mayModifyMetadata } from './access.ts';
import { readBundle } from './bundle.ts';
import { findDeployment, readOptions, showDeployment, startDeployment } from './deployments.ts';

function checkAccess(call: Call): void {
  if (mayModifyMetadata(call)) return;
  const message = 'use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions';
  throw refuseWith(403, 'INSUFFICIENT_ACCESS', `INSUFFICIENT_ACCESS: ${message}`);
}

function partsOf(call: Call): { options: unknown; file: Uint8Array } {
  if (!(call.body instanceof Map))
    throw unsupported('deployments without a multipart body, quick deployments among them');
  const form: Form = call.body;
  // The documentation calls the part `json`, jsforce `entity_content`; the type of its content decides.
  const json = form.get('json') ?? form.get('entity_content');
  const file = form.get('file');
  if (json === undefined || !(file instanceof Uint8Array)) {
    throw refuse('INVALID_MULTIPART_REQUEST', 'Expected the parts "json" and "file".');
  }
  const text = typeof json === 'string' ? json : new TextDecoder().decode(json);
  try {
    return { options: (JSON.parse(text) as { deployOptions?: unknown }).deployOptions, file };
  } catch {
    throw refuse('JSON_PARSER_ERROR', 'The part with the options is no JSON at [line:1, column:1]');
  }
}

function deploy(call: Call): ApiAnswer {
  checkAccess(call);
  const { org } = call.api;
  const { options, file } = partsOf(call);
  const read = readOptions(options, org);
  const deployment = startDeployment(org, readBundle(file), read, call.actor.userId);
  return { status: 201, body: showDeployment(org, deployment, false) };
}

function follow(call: Call): ApiAnswer {
  checkAccess(call);
  const { org } = call.api;
  const deployment = findDeployment(org, canonicalId(param(call, 'id')) ?? '');
  const includeDetails = call.query.get('includeDetails') === 'true';
  const url = `${org.url}/services/data/v${call.version}/metadata/deployRequest/${deployment.id}`;
  return { status: 200, body: { url, ...showDeployment(org, deployment, includeDetails) } };
}

/** Deployment of metadata over REST. */
export const METADATA_RESOURCES: readonly Resource[] = [
  {
    operation: 'deploy',
    kind: 'write',
    method: 'POST',
    pattern: 'metadata/deployRequest',
    form: true,
    answer: deploy,
  },
  { operation: 'deploy-status', kind: 'read', method: 'GET', pattern: 'metadata/deployRequest/:id', answer: follow },
];
