import type { CosellError, CosellErrorFacts } from '../../../core/errors.ts';

/** Something that the environment does not take, in words for the administrator. */
export interface InstallProblem {
  code: string;
  place: string;
  /** What it means. */
  message: string;
  remedy: string;
}

interface Meaning {
  codes: readonly string[];
  meant: Omit<CosellErrorFacts, 'place'>;
}

const CUSTOMIZER =
  'Give the user the role System Customizer while this runs, or use an administrator’s token: --admin-token env:NAME.';

/** By the platform's error codes (contract §2.3); `{said}` is its own text. */
const MEANINGS: readonly Meaning[] = [
  {
    codes: ['0x80040220', '0x80048306'],
    meant: {
      code: 'dynamics-customizer-missing',
      recovery: 'misconfigured',
      message: 'The signed-in user may not change this environment: {said}',
      remedy: CUSTOMIZER,
    },
  },
  {
    codes: ['0x80048040', '0x80048041'],
    meant: {
      code: 'dynamics-managed-mismatch',
      recovery: 'misconfigured',
      message: 'The environment holds this part as a managed solution, or the other way round: {said}',
      remedy: 'Use a managed package where a managed solution is, an unmanaged one elsewhere; do not mix them.',
    },
  },
  {
    codes: ['0x8004f01f', '0x80047002', '0x80040227'],
    meant: {
      code: 'dynamics-part-in-use',
      recovery: 'misconfigured',
      message: 'It is still used by something else in the environment: {said}',
      remedy: 'Remove it there first, in the maker portal, then run the command again.',
    },
  },
  {
    codes: ['0x80060896'],
    meant: {
      code: 'dynamics-key-secured',
      recovery: 'misconfigured',
      message: 'A column with column security cannot be part of a key: {said}',
      remedy: 'Take column security off this column, then run the command again.',
    },
  },
  {
    codes: ['0x80071151'],
    meant: {
      code: 'dynamics-job-running',
      recovery: 'retry',
      message: 'Other customizations have been running in the environment the whole time: {said}',
      remedy: 'Run the command again when they have ended; what is done stays done.',
    },
  },
];

/** What was made by somebody else between looking and writing: as good as made by us (contract §2.3). */
const THERE_ALREADY: ReadonlySet<string> = new Set([
  '0x80047013',
  '0x80060304',
  '0x80047010',
  '0x80060893',
  '0x80060894',
  '0x80040237',
  '0x8004f023',
]);

/** Only one job of this kind runs at a time in an environment. */
const JOB_RUNNING = '0x80071151';

const codeOf = ({ vendor }: CosellError): string => vendor?.code?.toLowerCase() ?? '';

export const isThereAlready = (error: CosellError): boolean => THERE_ALREADY.has(codeOf(error));
export const isJobRunning = (error: CosellError): boolean => codeOf(error) === JOB_RUNNING;

/** Whether the environment has refused this one thing, so that it can be named; anything else ends the command. */
export const isRefusal = ({ recovery }: CosellError): boolean => recovery === 'refused' || recovery === 'misconfigured';

/** Says what a refused write means and what to do. */
export function explain(place: string, error: CosellError): InstallProblem {
  const { code, message, remedy } = MEANINGS.find(({ codes }) => codes.includes(codeOf(error)))?.meant ?? error;
  return { code, place, message: message.replace('{said}', error.message), remedy };
}
