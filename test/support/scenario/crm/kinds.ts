import { dynamicsKind } from './dynamics.ts';
import { salesforceKind } from './salesforce.ts';
import type { CrmKind } from './words.ts';

/** Every CRM that the scenarios are played with, by the name of its kind in the settings. */
export const CRM_KINDS = { salesforce: salesforceKind, dynamics: dynamicsKind } as const satisfies Record<
  string,
  CrmKind
>;

export type CrmName = keyof typeof CRM_KINDS;

export const CRM_NAMES = Object.keys(CRM_KINDS) as readonly CrmName[];
