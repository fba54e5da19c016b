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
  {
    id: 'note-content',
    says: 'ContentNote takes base64 of HTML, strips what could run in a browser and all line ends, shows a plain preview of 255 characters, and gives its content at a resource of its own; every edit makes another LatestPublishedVersionId.',
    evidence: 'documented',
    source:
      'object reference, ContentNote; the form of the resource is that of other blob fields (REST API guide, SObject Blob Get)',
  },
  {
    id: 'note-stamps',
    says: 'An edit of a note moves the stamps of that note only: not those of the record it hangs on, nor of the link between them.',
    evidence: 'inferred',
    source:
      'LastModifiedDate of ContentNote follows its title and content (object reference); nothing says that others follow',
  },
] as const satisfies readonly Behaviour[];
