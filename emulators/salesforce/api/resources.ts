import { METADATA_RESOURCES } from '../metadata/resources.ts';
import { TOOLING_RESOURCES } from '../metadata/tooling.ts';
import type { Resource } from './call.ts';
import { COLLECTION_RESOURCES } from './collections.ts';
import { COMPOSITE_RESOURCES } from './composite.ts';
import { DESCRIBE_RESOURCES } from './describe.ts';
import { QUERY_RESOURCES } from './query.ts';
import { REPLICATION_RESOURCES } from './replication.ts';
import { ROW_RESOURCES } from './rows.ts';
import { SERVICE_RESOURCES } from './service.ts';

/** Every resource below `/services/data/vNN.0/`. The first that matches answers, so fixed paths precede open ones. */
export const RESOURCES: readonly Resource[] = [
  ...COMPOSITE_RESOURCES,
  ...COLLECTION_RESOURCES,
  ...QUERY_RESOURCES,
  ...DESCRIBE_RESOURCES,
  ...REPLICATION_RESOURCES,
  ...ROW_RESOURCES,
  ...METADATA_RESOURCES,
  ...TOOLING_RESOURCES,
  ...SERVICE_RESOURCES,
];
