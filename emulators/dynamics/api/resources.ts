import { FEED_RESOURCES } from '../feed/read.ts';
import { DEFINITION_ACTIONS } from '../metadata/action-resources.ts';
import { CSDL_RESOURCES } from '../metadata/csdl-resource.ts';
import { PACKAGE_ACTIONS } from '../metadata/package-resources.ts';
import { METADATA_READ_RESOURCES } from '../metadata/read.ts';
import { DEFINITION_RESOURCES } from '../metadata/write-resources.ts';
import { ROLE_RESOURCES } from '../roles/resources.ts';
import { ACTION_RESOURCES } from './actions.ts';
import { BATCH_RESOURCES } from './batch.ts';
import type { Resource } from './call.ts';
import { FUNCTION_RESOURCES } from './functions.ts';
import { MULTIPLE_RESOURCES } from './multiple.ts';
import { PROPERTY_RESOURCES } from './properties.ts';
import { ROW_RESOURCES } from './rows.ts';

/** Every kind of request that is answered; the first that matches takes it. */
export const RESOURCES: readonly Resource[] = [
  ...BATCH_RESOURCES,
  ...FUNCTION_RESOURCES,
  ...ACTION_RESOURCES,
  ...MULTIPLE_RESOURCES,
  ...DEFINITION_RESOURCES,
  ...DEFINITION_ACTIONS,
  ...PACKAGE_ACTIONS,
  ...METADATA_READ_RESOURCES,
  ...CSDL_RESOURCES,
  ...FEED_RESOURCES,
  ...ROLE_RESOURCES,
  ...ROW_RESOURCES,
  ...PROPERTY_RESOURCES,
];
