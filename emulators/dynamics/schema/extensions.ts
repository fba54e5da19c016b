import {
  choice,
  datetime,
  guid,
  integer,
  lookup,
  memo,
  READ_ONLY,
  SYSTEM_REQUIRED,
  states,
  text,
  yesNo,
} from './columns.ts';
import { auditTrail, oneToMany, owned, table, versioned } from './tables.ts';
import type { Relationship, Table } from './types.ts';

// What webhooks are registered in; names and types after the $metadata of a real organisation.

const SERVICE_ENDPOINT: Table = table({
  logicalName: 'serviceendpoint',
  schemaName: 'ServiceEndpoint',
  entitySet: 'serviceendpoints',
  label: 'Service Endpoint',
  pluralLabel: 'Service Endpoints',
  typeCode: 4618,
  primaryName: 'name',
  ownership: 'organization',
  changeTracking: false,
  columns: [
    ...auditTrail(),
    text('name', 'Name', 100, SYSTEM_REQUIRED),
    memo('description', 'Description', 2000),
    memo('url', 'Url', 4000),
    choice(
      'contract',
      'Contract',
      [
        { value: 1, label: 'OneWay' },
        { value: 2, label: 'Queue' },
        { value: 3, label: 'Rest' },
        { value: 4, label: 'TwoWay' },
        { value: 5, label: 'Topic' },
        { value: 6, label: 'Queue (Persistent)' },
        { value: 7, label: 'Event Hub' },
        { value: 8, label: 'Webhook' },
        { value: 9, label: 'Event Grid' },
      ],
      SYSTEM_REQUIRED,
    ),
    choice('authtype', 'Authentication Type', [
      { value: 1, label: 'ACS' },
      { value: 2, label: 'SAS Key' },
      { value: 3, label: 'SAS Token' },
      { value: 4, label: 'Webhook Key' },
      { value: 5, label: 'Http Header' },
      { value: 6, label: 'Http Query String' },
    ]),
    // Written and never read back; isauthvalueset tells whether there is one.
    memo('authvalue', 'Auth Value', 2000, { read: false }),
    yesNo('isauthvalueset', 'Is Auth Value Set', READ_ONLY),
    choice(
      'messageformat',
      'Message Format',
      [
        { value: 1, label: 'Binary XML' },
        { value: 2, label: 'Json' },
        { value: 3, label: 'Text XML' },
      ],
      { default: 2 },
    ),
    choice(
      'connectionmode',
      'Connection Mode',
      [
        { value: 1, label: 'Normal' },
        { value: 2, label: 'Federated' },
      ],
      { default: 1 },
    ),
    choice(
      'userclaim',
      'User Claim',
      [
        { value: 1, label: 'None' },
        { value: 2, label: 'UserId' },
      ],
      { default: 1 },
    ),
    text('path', 'Path', 160),
    text('solutionnamespace', 'Solution Namespace', 160),
    guid('solutionid', 'Solution', READ_ONLY),
    yesNo('ismanaged', 'State', READ_ONLY),
  ],
});

const MESSAGE: Table = table({
  logicalName: 'sdkmessage',
  schemaName: 'SdkMessage',
  entitySet: 'sdkmessages',
  label: 'Sdk Message',
  pluralLabel: 'Sdk Messages',
  typeCode: 4606,
  primaryName: 'name',
  ownership: 'organization',
  changeTracking: false,
  columns: [
    ...auditTrail(),
    ...versioned(),
    text('name', 'Name', 256, SYSTEM_REQUIRED),
    text('categoryname', 'Category Name', 25),
    yesNo('isprivate', 'Is Private'),
  ],
});

const MESSAGE_FILTER: Table = table({
  logicalName: 'sdkmessagefilter',
  schemaName: 'SdkMessageFilter',
  entitySet: 'sdkmessagefilters',
  label: 'Sdk Message Filter',
  pluralLabel: 'Sdk Message Filters',
  typeCode: 4607,
  ownership: 'organization',
  changeTracking: false,
  columns: [
    ...auditTrail(),
    ...versioned(),
    lookup('sdkmessageid', 'SDK Message', 'sdkmessage'),
    text('primaryobjecttypecode', 'Primary Object Type Code', 100),
    text('secondaryobjecttypecode', 'Secondary Object Type Code', 100),
    yesNo('iscustomprocessingstepallowed', 'Is Custom Processing Step Allowed', { default: true }),
  ],
});

const STEP: Table = table({
  logicalName: 'sdkmessageprocessingstep',
  schemaName: 'SdkMessageProcessingStep',
  entitySet: 'sdkmessageprocessingsteps',
  label: 'Sdk Message Processing Step',
  pluralLabel: 'Sdk Message Processing Steps',
  typeCode: 4608,
  primaryName: 'name',
  ownership: 'organization',
  changeTracking: false,
  columns: [
    ...auditTrail(),
    ...versioned(),
    ...states(
      [
        { value: 0, label: 'Enabled' },
        { value: 1, label: 'Disabled' },
      ],
      [
        { value: 1, label: 'Enabled', state: 0 },
        { value: 2, label: 'Disabled', state: 1 },
      ],
    ),
    text('name', 'Name', 256),
    memo('description', 'Description', 256),
    choice(
      'stage',
      'Execution Stage',
      [
        { value: 10, label: 'Pre-validation' },
        { value: 20, label: 'Pre-operation' },
        { value: 40, label: 'Post-operation' },
      ],
      { default: 40, required: 'system' },
    ),
    choice(
      'mode',
      'Execution Mode',
      [
        { value: 0, label: 'Synchronous' },
        { value: 1, label: 'Asynchronous' },
      ],
      { default: 0, required: 'system' },
    ),
    integer('rank', 'Execution Order', { default: 1, required: 'system' }),
    choice(
      'supporteddeployment',
      'Deployment',
      [
        { value: 0, label: 'Server Only' },
        { value: 1, label: 'Microsoft Dynamics 365 Client for Outlook Only' },
        { value: 2, label: 'Both' },
      ],
      { default: 0 },
    ),
    yesNo('asyncautodelete', 'Asynchronous Automatic Delete'),
    memo('filteringattributes', 'Filtering Attributes', 100_000),
    memo('configuration', 'Configuration', 1_073_741_823),
    lookup('eventhandler', 'Event Handler', { serviceendpoint: 'eventhandler_serviceendpoint' }),
    lookup('sdkmessageid', 'SDK Message', 'sdkmessage'),
    lookup('sdkmessagefilterid', 'SdkMessage Filter', 'sdkmessagefilter'),
    lookup('impersonatinguserid', 'Impersonating User', 'systemuser'),
    guid('solutionid', 'Solution', READ_ONLY),
    yesNo('ismanaged', 'State', READ_ONLY),
  ],
});

const ASYNC_OPERATION: Table = table({
  logicalName: 'asyncoperation',
  schemaName: 'AsyncOperation',
  entitySet: 'asyncoperations',
  label: 'System Job',
  pluralLabel: 'System Jobs',
  typeCode: 4700,
  primaryName: 'name',
  changeTracking: false,
  columns: [
    ...auditTrail(),
    ...owned(),
    ...states(
      [
        { value: 0, label: 'Ready' },
        { value: 1, label: 'Suspended' },
        { value: 2, label: 'Locked' },
        { value: 3, label: 'Completed' },
      ],
      [
        { value: 0, label: 'Waiting For Resources', state: 0 },
        { value: 10, label: 'Waiting', state: 1 },
        { value: 20, label: 'In Progress', state: 2 },
        { value: 30, label: 'Succeeded', state: 3 },
        { value: 31, label: 'Failed', state: 3 },
        { value: 32, label: 'Canceled', state: 3 },
      ],
    ),
    text('name', 'System Job Name', 256),
    choice('operationtype', 'System Job Type', [
      { value: 1, label: 'System Event' },
      { value: 202, label: 'Export Solution Async Operation' },
      { value: 203, label: 'Import Solution Async Operation' },
    ]),
    text('messagename', 'Message Name', 160),
    text('primaryentitytype', 'Primary Entity Type', 64),
    memo('message', 'Message', 1_073_741_823),
    memo('friendlymessage', 'Friendly message', 1_073_741_823),
    integer('errorcode', 'Error Code'),
    integer('retrycount', 'Retry Count', { default: 0 }),
    guid('correlationid', 'Correlation Id'),
    guid('requestid', 'Request'),
    datetime('startedon', 'Started On'),
    datetime('completedon', 'Completed On'),
    lookup('owningextensionid', 'Owning Extension', 'sdkmessageprocessingstep'),
    lookup('regardingobjectid', 'Regarding', {
      account: 'regardingobjectid_account',
      contact: 'regardingobjectid_contact',
      lead: 'regardingobjectid_lead',
      opportunity: 'regardingobjectid_opportunity',
    }),
  ],
});

/** Service endpoints, the steps that call them, and the system jobs that tell how it went. */
export const EXTENSION_TABLES: readonly Table[] = [SERVICE_ENDPOINT, MESSAGE, MESSAGE_FILTER, STEP, ASYNC_OPERATION];

export const EXTENSION_RELATIONSHIPS: readonly Relationship[] = [
  oneToMany(
    'serviceendpoint_sdkmessageprocessingstep',
    'serviceendpoint',
    'sdkmessageprocessingstep',
    'eventhandler',
    'Cascade',
  ),
  oneToMany('sdkmessageid_sdkmessageprocessingstep', 'sdkmessage', 'sdkmessageprocessingstep', 'sdkmessageid'),
  oneToMany('sdkmessageid_sdkmessagefilter', 'sdkmessage', 'sdkmessagefilter', 'sdkmessageid', 'Cascade'),
  oneToMany(
    'sdkmessagefilterid_sdkmessageprocessingstep',
    'sdkmessagefilter',
    'sdkmessageprocessingstep',
    'sdkmessagefilterid',
  ),
  oneToMany(
    'SdkMessageProcessingStep_AsyncOperations',
    'sdkmessageprocessingstep',
    'asyncoperation',
    'owningextensionid',
    'Cascade',
  ),
];
