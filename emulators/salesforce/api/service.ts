import { unsupported } from '../../kit/unsupported.ts';
import type { Call, Resource } from './call.ts';

/** A few of the limits a real organisation lists; only the first one moves. */
const FIXED_LIMITS: Readonly<Record<string, number>> = {
  DailyAsyncApexExecutions: 250_000,
  DailyBulkApiBatches: 15_000,
  DailyBulkV2QueryJobs: 10_000,
  DailyStandardVolumePlatformEvents: 25_000,
  DailyWorkflowEmails: 8040,
  DataStorageMB: 10_240,
  FileStorageMB: 10_240,
  HourlyAsyncReportRuns: 1200,
  SingleEmail: 5000,
};

function limits(call: Call): Record<string, unknown> {
  const { usage } = call.api;
  const fixed = Object.entries(FIXED_LIMITS).map(([name, max]) => [name, { Max: max, Remaining: max }]);
  return {
    DailyApiRequests: { Max: usage.max(), Remaining: Math.max(0, usage.max() - usage.used()) },
    ...Object.fromEntries(fixed),
  };
}

const missing = (operation: string, method: Resource['method'], pattern: string, gap: string): Resource => ({
  operation,
  kind: method === 'GET' ? 'read' : 'write',
  method,
  pattern,
  answer: () => {
    throw unsupported(gap);
  },
});

const METHODS = ['GET', 'POST', 'PATCH', 'DELETE'] as const;
const MISSING: Readonly<Record<string, string>> = {
  'jobs/*': 'Bulk API 2.0',
  'metadata/*': 'this part of the Metadata REST API',
  'tooling/*': 'this part of the Tooling API',
  'search/*': 'SOSL search',
  'composite/tree/*': 'sObject Tree',
  'actions/*': 'invocable actions',
};

/** The version's own resources, and those that are refused by name. */
export const SERVICE_RESOURCES: readonly Resource[] = [
  {
    operation: 'list-resources',
    kind: 'read',
    method: 'GET',
    pattern: '',
    answer(call) {
      const base = `/services/data/v${call.version}`;
      const names = ['composite', 'limits', 'query', 'queryAll', 'sobjects'];
      const identity = `${call.api.org.url}/id/${call.actor.userId}`;
      return { status: 200, body: { ...Object.fromEntries(names.map((name) => [name, `${base}/${name}`])), identity } };
    },
  },
  {
    operation: 'limits',
    kind: 'read',
    method: 'GET',
    pattern: 'limits',
    partOf: ['composite', 'batch'],
    answer: (call) => ({ status: 200, body: limits(call) }),
  },
  ...Object.entries(MISSING).flatMap(([pattern, gap]) =>
    METHODS.map((method) => missing('not-emulated', method, pattern, gap)),
  ),
];
