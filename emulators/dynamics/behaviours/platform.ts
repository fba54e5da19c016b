import type { Behaviour } from '../../kit/behaviours.ts';

/** Sign-in, rights, limits and identification: numbers 35 to 41. */
export const PLATFORM_BEHAVIOURS = [
  {
    id: 'DV35',
    says: 'The token endpoint takes a client secret or a signed assertion, for the scope of this organisation alone; calls without a token answer 401 and say where to get one.',
    evidence: 'documented',
    source: 'use-single-tenant-server-server-authentication.md',
  },
  {
    id: 'DV35b',
    says: 'Seconds for which an access token holds, in virtual time.',
    evidence: 'documented',
    source: 'Entra default of about an hour',
    switch: { default: 3599, min: 1, max: 86_400 },
  },
  {
    id: 'DV35c',
    says: 'An application without user in the organisation answers 403 0x80072560.',
    evidence: 'documented',
    source: 'platform error codes',
  },
  {
    id: 'DV35d',
    says: 'Rights go by table and depth (own rows or all); a missing one answers 403 0x80040220. Hidden columns read as null.',
    evidence: 'documented',
    source: 'platform error codes; two depths stand for four',
  },
  {
    id: 'DV35e',
    says: 'A role that was made later grants the privileges that AddPrivilegesRole gives it to the users it is assigned to; a definition names the privileges of its table. Roles of the world keep what the world says.',
    evidence: 'documented',
    source: 'AddPrivilegesRole, RetrieveRolePrivilegesRole and SecurityPrivilegeMetadata of the Web API reference',
  },
  {
    id: 'DV36',
    says: 'Requests of one user within 300 seconds; above it 429 0x80072322 with Retry-After, which grows with every further attempt.',
    evidence: 'documented',
    source: 'api-limits.md',
    switch: { default: 6000, min: 1, max: 1_000_000 },
  },
  {
    id: 'DV36b',
    says: 'Seconds of execution of one user within 300 seconds; above it 429 0x80072321.',
    evidence: 'documented',
    source: 'api-limits.md',
    switch: { default: 1200, min: 1, max: 1_000_000 },
  },
  {
    id: 'DV36c',
    says: 'Answers tell what is left in x-ms-ratelimit headers, with thousands separators.',
    evidence: 'recorded',
    source: 'measurements of a public project in 2026',
  },
  {
    id: 'DV38',
    says: 'Every answer has x-ms-service-request-id and REQ_ID, and repeats x-ms-client-request-id.',
    evidence: 'documented',
    source: 'compose-http-requests-handle-errors.md',
  },
  {
    id: 'DV39',
    says: 'Milliseconds for which servers do not see new tables and columns, unless a request says Consistency: Strong.',
    evidence: 'documented',
    source: 'compose-http-requests-handle-errors.md: metadata is cached; about 30 seconds in a real organisation',
    switch: { default: 0, min: 0, max: 600_000 },
  },
  {
    id: 'DV40',
    says: 'Moments are UTC with whole seconds, dates have no time; the Date header tells virtual time.',
    evidence: 'documented',
    source: 'opportunity.md',
  },
  {
    id: 'DV41',
    says: 'What is not emulated answers 501 and is traced.',
    evidence: 'documented',
    source: 'a rule of these emulators',
  },
] as const satisfies readonly Behaviour[];
