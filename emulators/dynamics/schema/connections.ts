import {
  ACTIVE_INACTIVE,
  type ColumnDraft,
  choice,
  datetime,
  integer,
  lookup,
  memo,
  READ_ONLY,
  states,
  text,
  yesNo,
} from './columns.ts';
import { auditTrail, imported, oneToMany, ordinary, owned, priced, table, versioned } from './tables.ts';
import type { Relationship, Table } from './types.ts';

const CONNECTION_ENDS = ['account', 'contact', 'lead', 'opportunity', 'systemuser', 'team'];
const end = (name: string) => Object.fromEntries(CONNECTION_ENDS.map((target) => [target, `${name}_${target}`]));

function connectionEnd(side: 'record1' | 'record2', label: string): ColumnDraft[] {
  return [
    lookup(`${side}id`, label, end(`${side}id`), { required: 'application' }),
    lookup(`${side}roleid`, `${label} Role`, 'connectionrole'),
    integer(`${side}objecttypecode`, `${label} Type`, READ_ONLY),
  ];
}

const CONNECTION: Table = table({
  logicalName: 'connection',
  entitySet: 'connections',
  label: 'Connection',
  pluralLabel: 'Connections',
  typeCode: 3234,
  primaryName: 'name',
  columns: [
    ...ordinary(),
    ...priced(),
    ...states(...ACTIVE_INACTIVE),
    ...connectionEnd('record1', 'Connected From'),
    ...connectionEnd('record2', 'Connected To'),
    text('name', 'Name', 500, READ_ONLY),
    memo('description', 'Description', 2000),
    datetime('effectivestart', 'Starting'),
    datetime('effectiveend', 'Ending'),
    yesNo('ismaster', 'Is Master', { ...READ_ONLY, default: true }),
    lookup('relatedconnectionid', 'Reciprocal Connection', 'connection', READ_ONLY),
  ],
});

const CONNECTION_ROLE: Table = table({
  logicalName: 'connectionrole',
  entitySet: 'connectionroles',
  label: 'Connection Role',
  pluralLabel: 'Connection Roles',
  typeCode: 3231,
  primaryName: 'name',
  ownership: 'organization',
  columns: [
    ...auditTrail(),
    ...versioned(),
    ...states(...ACTIVE_INACTIVE),
    text('name', 'Name', 100, { required: 'system' }),
    memo('description', 'Description', 2000),
    choice('category', 'Connection Role Category', [
      { value: 1, label: 'Business' },
      { value: 2, label: 'Family' },
      { value: 3, label: 'Social' },
      { value: 4, label: 'Sales' },
      { value: 5, label: 'Other' },
      { value: 1000, label: 'Stakeholder' },
      { value: 1001, label: 'Sales Team' },
      { value: 1002, label: 'Service' },
    ]),
  ],
});

/** Tables that notes hang on, and what their schema names begin with. */
const NOTED = {
  account: 'Account',
  contact: 'Contact',
  lead: 'Lead',
  opportunity: 'Opportunity',
  opportunityclose: 'OpportunityClose',
};

const ANNOTATION: Table = table({
  logicalName: 'annotation',
  entitySet: 'annotations',
  label: 'Note',
  pluralLabel: 'Notes',
  typeCode: 5,
  primaryName: 'subject',
  columns: [
    ...auditTrail(),
    ...owned(),
    ...versioned(),
    ...imported(),
    text('subject', 'Title', 500),
    memo('notetext', 'Description', 100_000),
    yesNo('isdocument', 'Is Document'),
    text('filename', 'File Name', 255),
    text('mimetype', 'Mime Type', 256),
    integer('filesize', 'File Size (Bytes)', READ_ONLY),
    { ...text('objecttypecode', 'Object Type', 64, READ_ONLY), type: 'entityname' },
    lookup(
      'objectid',
      'Regarding',
      Object.fromEntries(Object.keys(NOTED).map((target) => [target, `objectid_${target}`])),
    ),
  ],
});

/** Connections between rows with their roles, and notes. */
export const CONNECTION_TABLES: readonly Table[] = [CONNECTION, CONNECTION_ROLE, ANNOTATION];

export const CONNECTION_RELATIONSHIPS: readonly Relationship[] = [
  ...Object.entries(NOTED).map(([target, name]) =>
    oneToMany(`${name}_Annotation`, target, 'annotation', 'objectid', 'Cascade'),
  ),
  ...CONNECTION_ENDS.flatMap((target) => [
    oneToMany(`${target}_connections1`, target, 'connection', 'record1id', 'Cascade'),
    oneToMany(`${target}_connections2`, target, 'connection', 'record2id', 'Cascade'),
  ]),
  oneToMany('connection_role_connections1', 'connectionrole', 'connection', 'record1roleid', 'Restrict'),
  oneToMany('connection_role_connections2', 'connectionrole', 'connection', 'record2roleid', 'Restrict'),
];
