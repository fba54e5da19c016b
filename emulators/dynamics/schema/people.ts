import {
  ACTIVE_INACTIVE,
  bigint,
  type ColumnDraft,
  choice,
  datetime,
  email,
  guid,
  integer,
  lookup,
  memo,
  phone,
  READ_ONLY,
  states,
  text,
  yesNo,
} from './columns.ts';
import { auditTrail, imported, oneToMany, ordinary, owned, priced, table, versioned } from './tables.ts';
import type { Relationship, Table } from './types.ts';

const BUSINESS_UNIT: Table = table({
  logicalName: 'businessunit',
  entitySet: 'businessunits',
  label: 'Business Unit',
  pluralLabel: 'Business Units',
  typeCode: 10,
  primaryName: 'name',
  ownership: 'none',
  columns: [
    ...auditTrail(),
    ...versioned(),
    ...imported(),
    ...priced(),
    text('name', 'Name', 160, { required: 'system' }),
    yesNo('isdisabled', 'Is Disabled', READ_ONLY),
    lookup('parentbusinessunitid', 'Parent Business', 'businessunit'),
  ],
});

const SYSTEM_USER: Table = table({
  logicalName: 'systemuser',
  entitySet: 'systemusers',
  label: 'User',
  pluralLabel: 'Users',
  typeCode: 8,
  primaryName: 'fullname',
  ownership: 'none',
  columns: [
    ...auditTrail(),
    ...versioned(),
    ...imported(),
    ...priced(),
    text('firstname', 'First Name', 256),
    text('lastname', 'Last Name', 256),
    text('fullname', 'Full Name', 200, READ_ONLY),
    text('domainname', 'User Name', 1024),
    email('internalemailaddress', 'Primary Email'),
    phone('address1_telephone1', 'Main Phone'),
    phone('mobilephone', 'Mobile Phone'),
    text('title', 'Title', 128),
    text('jobtitle', 'Job Title', 100),
    guid('applicationid', 'Application ID'),
    guid('azureactivedirectoryobjectid', 'Azure AD Object ID'),
    guid('organizationid', 'Organization', READ_ONLY),
    yesNo('isdisabled', 'Status', READ_ONLY),
    yesNo('islicensed', 'User Licensed'),
    choice(
      'accessmode',
      'Access Mode',
      [
        { value: 0, label: 'Read-Write' },
        { value: 4, label: 'Non-interactive' },
        { value: 5, label: 'Delegated Admin' },
      ],
      { default: 0 },
    ),
    lookup('businessunitid', 'Business Unit', 'businessunit'),
    lookup('parentsystemuserid', 'Manager', 'systemuser'),
  ],
});

const TEAM: Table = table({
  logicalName: 'team',
  entitySet: 'teams',
  label: 'Team',
  pluralLabel: 'Teams',
  typeCode: 9,
  primaryName: 'name',
  ownership: 'none',
  columns: [
    ...auditTrail(),
    ...versioned(),
    ...imported(),
    ...priced(),
    text('name', 'Team Name', 160, { required: 'system' }),
    memo('description', 'Description', 2000),
    email('emailaddress', 'Email'),
    choice(
      'teamtype',
      'Team Type',
      [
        { value: 0, label: 'Owner' },
        { value: 1, label: 'Access' },
      ],
      { default: 0 },
    ),
    yesNo('isdefault', 'Is Default', READ_ONLY),
    yesNo('systemmanaged', 'Is System Managed', READ_ONLY),
    guid('organizationid', 'Organization', READ_ONLY),
    lookup('businessunitid', 'Business Unit', 'businessunit'),
    lookup('administratorid', 'Administrator', 'systemuser'),
    lookup('teamtemplateid', 'Team Template', { teamtemplate: 'associatedteamtemplateid' }),
    lookup('regardingobjectid', 'Regarding', {
      opportunity: 'regardingobjectid_opportunity',
      lead: 'regardingobjectid_lead',
    }),
  ],
});

const TEAM_TEMPLATE: Table = table({
  logicalName: 'teamtemplate',
  entitySet: 'teamtemplates',
  label: 'Team template',
  pluralLabel: 'Team templates',
  typeCode: 92,
  primaryName: 'teamtemplatename',
  ownership: 'organization',
  columns: [
    ...auditTrail(),
    text('teamtemplatename', 'Team Template Name', 160, { required: 'system' }),
    memo('description', 'Description', 2000),
    integer('objecttypecode', 'Object Type', { required: 'system' }),
    integer('defaultaccessrightsmask', 'Access Rights', { required: 'system' }),
    yesNo('issystem', 'Is System', READ_ONLY),
  ],
});

/** Who belongs to which team; it has no navigation of its own in the Web API besides the intersection. */
const TEAM_MEMBERSHIP: Table = table({
  logicalName: 'teammembership',
  entitySet: 'teammemberships',
  label: 'Team Membership',
  pluralLabel: 'Team Memberships',
  typeCode: 23,
  ownership: 'none',
  changeTracking: false,
  canEnableChangeTracking: false,
  optimisticConcurrency: false,
  columns: [
    guid('systemuserid', 'User', READ_ONLY),
    guid('teamid', 'Team', READ_ONLY),
    bigint('versionnumber', 'Version', READ_ONLY),
  ],
});

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

/** Users, teams, connections between rows, and notes. */
export const PEOPLE_TABLES: readonly Table[] = [
  BUSINESS_UNIT,
  SYSTEM_USER,
  TEAM,
  TEAM_TEMPLATE,
  TEAM_MEMBERSHIP,
  CONNECTION,
  CONNECTION_ROLE,
  ANNOTATION,
];

export const PEOPLE_RELATIONSHIPS: readonly Relationship[] = [
  ...Object.entries(NOTED).map(([target, name]) =>
    oneToMany(`${name}_Annotation`, target, 'annotation', 'objectid', 'Cascade'),
  ),
  ...CONNECTION_ENDS.flatMap((target) => [
    oneToMany(`${target}_connections1`, target, 'connection', 'record1id', 'Cascade'),
    oneToMany(`${target}_connections2`, target, 'connection', 'record2id', 'Cascade'),
  ]),
  oneToMany('connection_role_connections1', 'connectionrole', 'connection', 'record1roleid', 'Restrict'),
  oneToMany('connection_role_connections2', 'connectionrole', 'connection', 'record2roleid', 'Restrict'),
  oneToMany('opportunity_Teams', 'opportunity', 'team', 'regardingobjectid', 'Cascade'),
  oneToMany('lead_Teams', 'lead', 'team', 'regardingobjectid', 'Cascade'),
];
