import { excerpt } from '../../http/redact.ts';

/** A component that Salesforce does not take, in words for the administrator. */
export interface ComponentFailure {
  component: string;
  /** What it means. */
  message: string;
  remedy: string;
  /** Salesforce's own words. */
  said: string;
}

interface Meaning {
  pattern: RegExp;
  /** `$1` is what the pattern found. */
  message: string;
  remedy: string;
}

/** By Salesforce's words, as far as they are known (contract §7; public deployment logs). */
const MEANINGS: readonly Meaning[] = [
  {
    pattern: /no Custom(?:Field|Object) named (\S+) found/i,
    message: '$1 is not in this org.',
    remedy: 'Check its API name in the settings; a field that was renamed or deleted since must be named anew.',
  },
  {
    pattern: /cannot deploy to a required field: (\S+)/i,
    message: '$1 is required in this org, and access to required fields cannot be granted.',
    remedy: 'Make the field optional in Setup, then run the command again.',
  },
  {
    pattern: /Cannot update a field to an? (\w+) from something else/i,
    message: 'A field with this name exists with another type.',
    remedy: 'Keep the field and name it in the settings, or rename it in Setup and run the command again.',
  },
  {
    pattern: /referenced elsewhere[^:]*: *(.+)/i,
    message: 'It is still used by $1.',
    remedy: 'Remove it there first, then run the command again.',
  },
  {
    pattern: /assigned to users/i,
    message: 'The permission set is still assigned to users.',
    remedy: 'Take it away from them in Setup, then run the command again.',
  },
  {
    pattern: /(?:maximum number|limit).*(?:fields|custom objects|relationships|validation rules|lookup)/i,
    message: 'The org has no room for more of this kind.',
    remedy:
      'Delete what nobody uses any more (deleted fields count until they are erased), or ask Salesforce for a higher limit.',
  },
  {
    pattern: /depends on permission\(s\): (.+)/i,
    message: 'The permission set would need "$1" besides.',
    remedy:
      'Report it: the package should bring that permission. Until then, grant it in a permission set of your own.',
  },
  {
    pattern: /Incorrect parameter type: (\S+)|(?:^|\W)Field (\S+) is a \w+ field/i,
    message: 'It reads $1, which has another type in this org.',
    remedy: 'Give the field the type of the package in Setup, or name another field in the settings.',
  },
  {
    pattern: /Field (\S+) does not exist/i,
    message: 'It reads the field $1, which is not in this org.',
    remedy: 'Check the name of the field in the settings.',
  },
];

/** Says what a component failure means and what to do. */
export function explainFailure(type: string | null | undefined, fullName: string, problem: string): ComponentFailure {
  const component = type ? `${type} ${fullName}` : fullName;
  const said = excerpt(problem);
  for (const { pattern, message, remedy } of MEANINGS) {
    const match = pattern.exec(problem);
    if (match) return { component, message: message.replace('$1', match[1] ?? match[2] ?? ''), remedy, said };
  }
  return { component, message: said, remedy: 'Mend what the message names, then run the command again.', said };
}
