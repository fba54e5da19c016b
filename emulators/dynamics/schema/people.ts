import { bigint, choice, email, guid, integer, lookup, memo, phone, READ_ONLY, text, yesNo } from './columns.ts';
import { auditTrail, imported, oneToMany, priced, table, versioned } from './tables.ts';
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

/** Business units, users and teams. */
export const PEOPLE_TABLES: readonly Table[] = [BUSINESS_UNIT, SYSTEM_USER, TEAM, TEAM_TEMPLATE, TEAM_MEMBERSHIP];

export const PEOPLE_RELATIONSHIPS: readonly Relationship[] = [
  oneToMany('opportunity_Teams', 'opportunity', 'team', 'regardingobjectid', 'Cascade'),
  oneToMany('lead_Teams', 'lead', 'team', 'regardingobjectid', 'Cascade'),
];
