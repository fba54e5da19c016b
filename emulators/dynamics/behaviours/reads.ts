import type { Behaviour } from '../../kit/behaviours.ts';

/** Names, addresses and reading: numbers 1 to 12. */
export const READ_BEHAVIOURS = [
  {
    id: 'DV1',
    says: 'Sets have plurals of their own (opportunities, transactioncurrencies, opportunitycloses); an unknown set answers 404.',
    evidence: 'documented',
    source: '$metadata of a real organisation',
  },
  {
    id: 'DV2',
    says: 'Property names are lower case, navigation properties keep their case (customerid_account, csl_OpportunityId); an unknown one answers 400.',
    evidence: 'documented',
    source: '$metadata of a real organisation; the case of custom lookups is inferred',
  },
  {
    id: 'DV3',
    says: 'GUIDs are lower case without braces; whether a quoted GUID in a filter is taken for one.',
    evidence: 'inferred',
    source: 'contract/dataverse.md §7 nr 3',
    switch: { default: false },
  },
  {
    id: 'DV3b',
    says: 'The primary id is always answered, and a client may choose it at creation.',
    evidence: 'documented',
    source: 'select-columns.md, create-entity',
  },
  {
    id: 'DV4',
    says: 'Users and teams are addressed by their id alone; parameters may call it ownerid.',
    evidence: 'documented',
    source: 'use-alternate-key-reference-record.md',
  },
  {
    id: 'DV5',
    says: 'Options may be written with %24, spaces with +; bindings may be absolute, rooted, or relative with or without a slash.',
    evidence: 'documented',
    source: 'associate-disassociate-entities-using-web-api.md',
  },
  {
    id: 'DV6',
    says: 'Lookups are read as _name_value; the bare name, and a navigation property in $select, are refused.',
    evidence: 'documented',
    source: 'select-columns.md',
  },
  {
    id: 'DV7',
    says: 'Annotations come only where Prefer asks for them; Preference-Applied repeats what was preferred.',
    evidence: 'documented',
    source: 'compose-http-requests-handle-errors.md',
  },
  {
    id: 'DV7b',
    says: 'With annotations, an error tells its help link and inner message, too.',
    evidence: 'documented',
    source: 'compose-http-requests-handle-errors.md',
  },
  {
    id: 'DV8',
    says: '$filter knows the operators, text functions with wildcards, paths through lookups, lambdas over collections and the functions of Microsoft.Dynamics.CRM.',
    evidence: 'documented',
    source: 'query/filter-rows.md',
  },
  {
    id: 'DV8b',
    says: 'Whether ne and not also find rows without a value.',
    evidence: 'inferred',
    source: 'contract/dataverse.md §7 nr 8',
    switch: { default: true },
  },
  {
    id: 'DV9',
    says: '$orderby, $top, $count (up to 5000), $expand of lookups and collections; $skip is refused.',
    evidence: 'documented',
    source: 'query/page-results.md, query/select-columns.md',
  },
  {
    id: 'DV9b',
    says: 'The users of a team are its collection teammembership_association, which a third table joins.',
    evidence: 'inferred',
    source: 'contract/dataverse.md §1.6',
  },
  {
    id: 'DV10',
    says: 'Pages hold at most 5000 rows or odata.maxpagesize, which makes $top be ignored; the next link carries a cookie.',
    evidence: 'documented',
    source: 'query/page-results.md',
  },
  {
    id: 'DV11',
    says: 'A selected amount brings the currency of its row along.',
    evidence: 'documented',
    source: 'query/select-columns.md',
  },
  {
    id: 'DV12',
    says: 'A row whose ETag is given as If-None-Match answers 304, unless something is expanded or annotated.',
    evidence: 'documented',
    source: 'perform-conditional-operations',
  },
] as const satisfies readonly Behaviour[];
