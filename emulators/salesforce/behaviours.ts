import { defineBehaviours } from '../kit/behaviours.ts';

/** What the Salesforce emulator does and on what evidence; docs/reference/emulators.md is generated from this. */
export const salesforceBehaviours = defineBehaviours({
  emulator: 'Salesforce',
  behaviours: [
    {
      id: 'trims-text',
      says: 'Trailing white space of text is dropped.',
      evidence: 'inferred',
      source: 'object reference, field types',
      switch: { default: true },
    },
    {
      id: 'no-op-update-moves-stamps',
      says: 'An update that changes nothing still moves LastModifiedDate and SystemModstamp.',
      evidence: 'inferred',
      source: 'platform behaviour, to be confirmed',
      switch: { default: true },
    },
    {
      id: 'solution-count-trigger',
      says: "Microsoft's trigger counts the solution lines of an opportunity and unticks its sync box at zero.",
      evidence: 'recorded',
      source: "Microsoft's package source",
      switch: { default: true },
    },
    {
      id: 'session-timeout-minutes',
      says: 'A session ends after this time without use.',
      evidence: 'documented',
      source: 'session settings default',
      switch: { default: 120, min: 1, max: 1440 },
    },
    {
      id: 'gzip-answers',
      says: 'Answers are compressed for callers who accept it.',
      evidence: 'recorded',
      source: 'response headers',
      switch: { default: false },
    },
  ],
  refuses: [],
});

export type SalesforceSwitch = (typeof salesforceBehaviours)['behaviours'][number]['id'];
