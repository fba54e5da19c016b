import type { Behaviour } from '../../kit/behaviours.ts';

/** Batches, bulk messages and webhooks: numbers 28, 29 and 31. */
export const EXTENSION_BEHAVIOURS = [
  {
    id: 'DV28',
    says: 'A batch answers part by part with CRLF lines, repeats each Content-ID, and puts addresses in place of $1 in URLs and bindings; a change set happens whole or not at all. The first error ends the batch and is its status, unless odata.continue-on-error is preferred.',
    evidence: 'documented',
    source: 'execute-batch-operations-using-web-api.md',
  },
  {
    id: 'DV28b',
    says: 'Whether the error of a failed change set stands within a change set of the answer, or by itself.',
    evidence: 'inferred',
    source: 'the documentation shows no failed change set',
    switch: { default: 'nested', choices: ['nested', 'plain'] },
  },
  {
    id: 'DV28c',
    says: 'A batch holds at most 1000 requests, no reads within change sets, and no other batch; an undeclared reference is refused.',
    evidence: 'documented',
    source: 'execute-batch-operations-using-web-api.md; two texts are those of the OData library',
  },
  {
    id: 'DV29',
    says: 'CreateMultiple answers 200 with Ids, UpdateMultiple and UpsertMultiple 204; every target needs its @odata.type, and one error undoes all.',
    evidence: 'documented',
    source: 'bulk-operations.md; the status of UpsertMultiple is inferred',
  },
  {
    id: 'DV31',
    says: 'Steps registered for Create, Update or Delete of a table call their webhook after the change is final: with the written columns only, filtered by filteringattributes, in no order among rows. Headers name organisation, table and message.',
    evidence: 'documented',
    source: 'use-webhooks.md; what a deletion and a creation tell is inferred',
  },
  {
    id: 'DV31b',
    says: 'Where the tag of a request is found in the execution context of an asynchronous step.',
    evidence: 'inferred',
    source: 'the sample in use-webhooks.md has shared variables in the parent context only',
    switch: { default: 'parent', choices: ['parent', 'top', 'both', 'none'] },
  },
  {
    id: 'DV31c',
    says: 'Milliseconds after which a webhook call without answer has failed.',
    evidence: 'documented',
    source: 'use-webhooks.md',
    switch: { default: 60_000, min: 1, max: 600_000 },
  },
  {
    id: 'DV31d',
    says: 'Only 502, 503 and 504 are tried once more; after that, or after any other failure, the call is dropped for good and a system job with status 31 stays behind.',
    evidence: 'documented',
    source: 'use-webhooks.md, register-web-hook.md',
  },
  {
    id: 'DV31e',
    says: 'Above 256 KB the body loses ParentContext, InputParameters and the images, and a header says so.',
    evidence: 'documented',
    source: 'use-webhooks.md; the value of the header is inferred',
  },
  {
    id: 'DV31f',
    says: 'A webhook key comes as `?code=…`, other settings as headers or as parameters of the address; the value is never read back.',
    evidence: 'documented',
    source: 'register-web-hook.md, serviceendpoint.md; the XML of the settings is inferred',
  },
  {
    id: 'DV31g',
    says: 'Steps whose ids the request names in MSCRM.BypassBusinessLogicExecutionStepIds hear nothing.',
    evidence: 'inferred',
    source: 'bypass-custom-business-logic.md speaks of plug-in steps, which webhook steps share a table with',
  },
] as const satisfies readonly Behaviour[];
