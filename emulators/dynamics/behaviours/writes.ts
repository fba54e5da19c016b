import type { Behaviour } from '../../kit/behaviours.ts';

/** Writing and the rules of rows: numbers 13 to 27. */
export const WRITE_BEHAVIOURS = [
  {
    id: 'DV13',
    says: 'A write answers 204 with OData-EntityId, or with return=representation 201 or 200 and the row.',
    evidence: 'documented',
    source: 'create-entity, update-delete-entities',
  },
  {
    id: 'DV14',
    says: 'PATCH creates what does not exist unless If-Match is given; If-None-Match: * refuses what exists with 412 0x80040237.',
    evidence: 'documented',
    source: 'perform-conditional-operations',
  },
  {
    id: 'DV15',
    says: 'An upsert by alternate key takes the key from the address at creation and drops its columns from the body at an update.',
    evidence: 'documented',
    source: 'use-upsert-insert-update-record.md',
  },
  {
    id: 'DV16',
    says: 'Every write gives the row the next number of one counter of the organisation as its ETag; a stale If-Match answers 412 0x80060882.',
    evidence: 'documented',
    source: 'perform-conditional-operations',
  },
  {
    id: 'DV16b',
    says: 'Tables without optimistic concurrency refuse an ETag in If-Match with 0x8006088d.',
    evidence: 'documented',
    source: 'platform error codes; the status is inferred',
  },
  {
    id: 'DV17',
    says: 'A write that changes nothing moves modifiedon and the version all the same.',
    evidence: 'documented',
    source: 'update-delete-entities',
  },
  {
    id: 'DV18',
    says: 'Only system-required columns are enforced; application-required ones are a matter of forms.',
    evidence: 'documented',
    source: 'update-delete-entities; the rest is inferred',
  },
  {
    id: 'DV19',
    says: 'Text that is too long answers 0x80044331 with column, table and limit; choices out of range 0x8004431a.',
    evidence: 'documented',
    source: 'execute-batch-operations, platform error codes',
  },
  {
    id: 'DV19b',
    says: 'An empty text is stored as no value.',
    evidence: 'inferred',
    source: 'general experience',
  },
  {
    id: 'DV20',
    says: 'What a write to a read-only column (exchangerate, createdon, …_base) gets: an error, or nothing.',
    evidence: 'inferred',
    source: 'contract/dataverse.md §7 nr 20',
    switch: { default: 'reject', choices: ['reject', 'ignore'] },
  },
  {
    id: 'DV21',
    says: 'Amounts are rounded to the digits of the currency; the base column is amount / rate with four digits.',
    evidence: 'documented',
    source: 'transaction-currency-currency-entity.md',
  },
  {
    id: 'DV22',
    says: 'A row without currency gets that of the organisation, one without owner its creator; an impersonated user is the author, the application the delegate.',
    evidence: 'documented',
    source: 'impersonate-another-user-web-api.md; the default currency is inferred',
  },
  {
    id: 'DV23',
    says: 'A customer is an account or a contact; the opportunity keeps it in step with parentaccountid and parentcontactid.',
    evidence: 'documented',
    source: 'ce/sales/developer/entities/opportunity.md',
  },
  {
    id: 'DV24',
    says: 'A deletion takes cascading rows along, clears lookups, and is refused with 405 0x80040227 by restricting relationships.',
    evidence: 'documented',
    source: 'platform error codes; the status was recorded by a public repository',
  },
  {
    id: 'DV25',
    says: 'An alternate key is unique where no part is null: 412 0x80060892 with the other row in XML; before its index is active a keyed address answers 0x80060890.',
    evidence: 'recorded',
    source: 'live test of a public repository, contract/dataverse.md §2.3',
  },
  {
    id: 'DV26',
    says: 'Duplicate rules are asked only with MSCRM.SuppressDuplicateDetection: false, and answer 412 0x80040333.',
    evidence: 'documented',
    source: 'optional-parameters.md',
  },
  {
    id: 'DV27',
    says: 'A state brings its first reason and a reason must fit the state (0x80048408); PATCH cannot win or lose (0x80100005).',
    evidence: 'documented',
    source: 'opportunity.md, platform error codes; the status is inferred',
  },
  {
    id: 'DV27b',
    says: 'Whether a closed opportunity takes changes of other columns, or answers 0x8004022e.',
    evidence: 'inferred',
    source: 'contract/dataverse.md §1.4',
    switch: { default: 'accept', choices: ['accept', 'refuse'] },
  },
  {
    id: 'DV27c',
    says: "The partner's own plug-ins refuse with 400 0x80040265 in their own words.",
    evidence: 'documented',
    source: 'compose-http-requests-handle-errors.md',
  },
  {
    id: 'DV27d',
    says: 'A connection has a twin that reads from the other end.',
    evidence: 'documented',
    source: 'connection entity reference (relatedconnectionid, ismaster)',
  },
] as const satisfies readonly Behaviour[];
