import type { Behaviour } from '../../kit/behaviours.ts';

/** Change tracking, actions and metadata: numbers 27 and 30 to 32. */
export const CHANGE_BEHAVIOURS = [
  {
    id: 'DV30',
    says: 'Prefer: odata.track-changes answers all rows and a delta link; the link answers changed rows in the order of their versions, then deletions. What was created and deleted in between is only deleted.',
    evidence: 'documented',
    source: 'use-change-tracking-synchronize-data-external-systems.md',
  },
  {
    id: 'DV30b',
    says: '$filter, $orderby, $expand and $top are refused with it; tables without change tracking answer 0x80072491; all rows must be readable.',
    evidence: 'documented',
    source: 'use-change-tracking-synchronize-data-external-systems.md',
  },
  {
    id: 'DV30c',
    says: "A delta token expires after the organisation's number of days, and with every change of the table's metadata: 0x80044352 with this status.",
    evidence: 'inferred',
    source: 'the code is recorded (powerapps-docs issue 3845), the status is not',
    switch: { default: '400', choices: ['400', '412'] },
  },
  {
    id: 'DV32',
    says: 'EntityDefinitions, Attributes with casts, Keys and RelationshipDefinitions can be read with $select, $filter and $expand; option sets only within a cast.',
    evidence: 'documented',
    source: 'create-update-entity-definitions-using-web-api.md',
  },
] as const satisfies readonly Behaviour[];
