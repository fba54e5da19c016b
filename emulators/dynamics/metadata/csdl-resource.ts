import type { Resource } from '../api/call.ts';
import { isNamed, matchSteps } from '../api/steps.ts';
import { csdl } from './csdl.ts';

/** `$metadata`. */
export const CSDL_RESOURCES: readonly Resource[] = [
  {
    operation: 'metadata-document',
    kind: 'read',
    method: 'GET',
    matches: matchSteps(isNamed('$metadata')),
    answer: ({ org }) => ({ status: 200, raw: { type: 'application/xml', text: csdl(org.schema) } }),
  },
];
