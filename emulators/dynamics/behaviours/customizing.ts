import type { Behaviour } from '../../kit/behaviours.ts';

/** Definitions, solution packages and forms: numbers 25b, 32 and 33. */
export const CUSTOMIZING_BEHAVIOURS = [
  {
    id: 'DV25b',
    says: 'Milliseconds that the index of a new key takes: Pending, then InProgress, then Active, or Failed where rows have the same values. Keyed addresses are refused until then.',
    evidence: 'documented',
    source: 'define-alternate-keys-entity.md; the time is inferred',
    switch: { default: 100, min: 0, max: 600_000 },
  },
  {
    id: 'DV32b',
    says: 'Tables, columns, relationships and keys are created by POST, replaced as a whole by PUT, never changed by PATCH; money brings its base amount and the currency along. What is in use is not deleted.',
    evidence: 'documented',
    source: 'create-update-entity-definitions-using-web-api.md, create-update-column-definitions-using-web-api.md',
  },
  {
    id: 'DV32c',
    says: 'A key has at most 16 columns and 900 bytes, a table at most 10 keys; secured columns cannot be part of one.',
    evidence: 'documented',
    source: 'define-alternate-keys-entity.md',
  },
  {
    id: 'DV32d',
    says: 'Who customizes needs rights in the table `entity`, which stands for the privileges of the System Customizer.',
    evidence: 'inferred',
    source: 'names of the platform privileges prvCreateEntity, prvWriteEntity',
  },
  {
    id: 'DV32e',
    says: 'A changed form is read as before until it is published; RetrieveUnpublished shows the change. Form XML must be well-formed, name existing columns and repeat no id.',
    evidence: 'documented',
    source: 'retrieve unpublished metadata; the code of the refusal is inferred',
  },
  {
    id: 'DV33',
    says: 'What is created under MSCRM.SolutionUniqueName becomes a component of that solution package, a column together with its table as a root without its other parts.',
    evidence: 'documented',
    source: 'create-update-entity-definitions-using-web-api.md, solutioncomponent.md',
  },
  {
    id: 'DV33b',
    says: 'Publishers and solution packages have unique names; option values that are not given begin with the prefix of the publisher.',
    evidence: 'documented',
    source: 'solution-api.md; platform error codes',
  },
  {
    id: 'DV33c',
    says: 'Milliseconds that an asynchronous export or import takes; until then any other one, synchronous ones too, is refused with 0x80071151. Its system job ends with status 30 or 31.',
    evidence: 'documented',
    source: 'solution-async.md; the time is inferred',
    switch: { default: 1000, min: 0, max: 3_600_000 },
  },
  {
    id: 'DV33d',
    says: 'A solution file holds solution.xml and customizations.xml; managed and unmanaged files differ by one flag. Managed and unmanaged packages never replace each other, managed ones are not exported again, and deleting one takes away what it brought.',
    evidence: 'documented',
    source: 'solution-api.md; elements of the files after public solutions',
  },
  {
    id: 'DV34',
    says: 'The `$metadata` document is made from the same schema as everything else; standard tables, columns, navigation properties and actions are named and typed as in a real organisation.',
    evidence: 'recorded',
    source: '$metadata of a public organisation of 2020; a test compares them and lists what differs',
  },
] as const satisfies readonly Behaviour[];
