import type { CrmKind } from '../../src/config/crms.ts';
import { dynamics } from './dynamics.ts';
import { salesforce } from './salesforce.ts';
import type { BenchCrm } from './words.ts';

/** The CRMs that are measured; each is a column of the table. */
export const BENCH_CRMS: Readonly<Record<CrmKind, BenchCrm>> = { salesforce, dynamics };
