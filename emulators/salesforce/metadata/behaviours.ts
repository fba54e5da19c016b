import type { Behaviour } from '../../kit/behaviours.ts';

/** What deployments and the Tooling API do, and on what evidence. */
export const METADATA_BEHAVIOURS = [
  {
    id: 'metadata-deployment',
    says: 'deployRequest takes a zip with package.xml and destructive changes, works in the background and tells its status, its numbers and each component; checkOnly changes nothing.',
    evidence: 'documented',
    source: 'Metadata API guide, deployment over REST; result fields recorded in public logs of May 2026',
  },
  {
    id: 'deployment-ms',
    says: 'A deployment takes this time in virtual milliseconds: a third of it Pending, then InProgress.',
    evidence: 'inferred',
    source: 'seconds to minutes in real organisations',
    switch: { default: 300, min: 0, max: 3_600_000 },
  },
  {
    id: 'deployment-rollback',
    says: 'With rollbackOnError one failure undoes all; without, what could be taken stays and the status is SucceededPartial. Production refuses NoTestRun and going without rollback.',
    evidence: 'documented',
    source: 'Metadata API guide, DeployOptions; the refusal of NoTestRun is recorded, the words of the other are ours',
  },
  {
    id: 'component-failures',
    says: "Failures name type, name and file of the component and say what is wrong in the platform's words, as far as those are known.",
    evidence: 'recorded',
    source: 'public deployment logs; a few sentences (duplicate field on a layout, permission set in use) are ours',
  },
  {
    id: 'deployed-but-invisible',
    says: 'A deployed field or object is visible to nobody through the API, its deployer included, until a permission set grants it. The Tooling API shows it at once.',
    evidence: 'recorded',
    source: 'public reports of "No such column" after deployments',
  },
  {
    id: 'permission-set-replaced',
    says: 'A deployed permission set replaces the one with its name; grants on required and master-detail fields are refused, rights on details need Read on the master.',
    evidence: 'documented',
    source: 'release notes of API version 40.0; refusals recorded',
  },
  {
    id: 'grants-as-records',
    says: 'Field and object permissions are records that can be created, changed and deleted.',
    evidence: 'documented',
    source: 'object reference, FieldPermissions and ObjectPermissions; refusals of unknown fields are inferred',
  },
  {
    id: 'validation-formulas',
    says: 'Deployed validation rules judge by their formula: AND, OR, NOT, ISBLANK, ISPICKVAL, TEXT, ISCHANGED, ISNEW, PRIORVALUE and comparisons.',
    evidence: 'documented',
    source: 'formula operators and functions',
  },
  {
    id: 'formula-fields',
    says: 'A deployed text formula is worked out whenever the record is read, whatever the reader may see of what it reads: besides the functions of validation rules IF, & and one step along a reference. It takes no value and its text is told in descriptions.',
    evidence: 'documented',
    source: 'formula fields, limits and restrictions; 3,900 characters of formula, 1,300 of answer',
  },
  {
    id: 'roll-up-counts',
    says: 'A roll-up field counts detail records; a change of theirs saves the master with its validation rules.',
    evidence: 'documented',
    source: 'Apex guide, order of execution; counting at once is inferred',
  },
  {
    id: 'tooling-reads',
    says: 'The Tooling API answers queries on EntityDefinition, CustomObject, CustomField, ValidationRule and Layout, and the whole metadata of one layout or validation rule; to who may modify metadata.',
    evidence: 'documented',
    source: 'Tooling API guide; 404 and INVALID_TYPE for others are inferred',
  },
] as const satisfies readonly Behaviour[];
