import type { Behaviour } from '../../kit/behaviours.ts';

/** What belongs to a deal besides the opportunity itself: people, notes, lists; and on what evidence. */
export const PARTY_BEHAVIOURS = [
  {
    id: 'deleted-rows-in-inner-queries',
    says: 'Inner queries of a queryAll statement (`Id IN (SELECT ..)`, child lists always) see deleted rows too.',
    evidence: 'inferred',
    source: 'REST API guide, queryAll; inner queries are not mentioned',
    switch: { default: true },
  },
  {
    id: 'teams-and-notes',
    says: 'OpportunityTeamMember exists only with opportunity teams, ContentNote only with enhanced notes.',
    evidence: 'recorded',
    source: 'global describe of May 2026; object reference, ContentNote',
  },
] as const satisfies readonly Behaviour[];
