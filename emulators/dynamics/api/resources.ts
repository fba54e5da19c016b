import type { Resource } from './call.ts';
import { FUNCTION_RESOURCES } from './functions.ts';
import { PROPERTY_RESOURCES } from './properties.ts';
import { ROW_RESOURCES } from './rows.ts';

/** Every kind of request that is answered; the first that matches takes it. */
export const RESOURCES: readonly Resource[] = [...FUNCTION_RESOURCES, ...ROW_RESOURCES, ...PROPERTY_RESOURCES];
