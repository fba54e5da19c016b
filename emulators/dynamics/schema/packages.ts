import {
  ACTIVE_INACTIVE,
  choice,
  datetime,
  double,
  guid,
  integer,
  lookup,
  memo,
  READ_ONLY,
  SYSTEM_REQUIRED,
  states,
  text,
  url,
  yesNo,
} from './columns.ts';
import { auditTrail, oneToMany, owned, table, versioned } from './tables.ts';
import type { Relationship, Table } from './types.ts';

// What customizations are packed in; names and types after the $metadata of a real organisation, those of environment
// variables and forms after Microsoft's table reference.

const PUBLISHER: Table = table({
  logicalName: 'publisher',
  entitySet: 'publishers',
  label: 'Publisher',
  pluralLabel: 'Publishers',
  typeCode: 7101,
  primaryName: 'friendlyname',
  ownership: 'organization',
  changeTracking: false,
  columns: [
    ...auditTrail(),
    ...versioned(),
    text('uniquename', 'Name', 256, { ...SYSTEM_REQUIRED, update: false }),
    text('friendlyname', 'Display Name', 256, SYSTEM_REQUIRED),
    memo('description', 'Description', 2000),
    text('customizationprefix', 'Prefix', 8, SYSTEM_REQUIRED),
    integer('customizationoptionvalueprefix', 'Option Value Prefix', { min: 10_000, max: 99_999, required: 'system' }),
    url('supportingwebsiteurl', 'Website'),
    text('emailaddress', 'Email', 100),
    yesNo('isreadonly', 'Is Read-Only Publisher', READ_ONLY),
  ],
});

const SOLUTION: Table = table({
  logicalName: 'solution',
  entitySet: 'solutions',
  label: 'Solution',
  pluralLabel: 'Solutions',
  typeCode: 7100,
  primaryName: 'friendlyname',
  ownership: 'organization',
  changeTracking: false,
  columns: [
    ...auditTrail(),
    ...versioned(),
    text('uniquename', 'Name', 65, { ...SYSTEM_REQUIRED, update: false }),
    text('friendlyname', 'Display Name', 256, SYSTEM_REQUIRED),
    memo('description', 'Description', 2000),
    text('version', 'Version', 256, SYSTEM_REQUIRED),
    lookup('publisherid', 'Publisher', 'publisher', SYSTEM_REQUIRED),
    lookup('parentsolutionid', 'Parent Solution', 'solution', READ_ONLY),
    yesNo('ismanaged', 'Package Type', READ_ONLY),
    yesNo('isvisible', 'Is Visible Outside Platform', { ...READ_ONLY, default: true }),
    datetime('installedon', 'Installed On', READ_ONLY),
    datetime('updatedon', 'Updated On', READ_ONLY),
    text('solutionpackageversion', 'Solution Package Version', 256),
  ],
});

const COMPONENT: Table = table({
  logicalName: 'solutioncomponent',
  schemaName: 'SolutionComponent',
  entitySet: 'solutioncomponents',
  label: 'Solution Component',
  pluralLabel: 'Solution Components',
  typeCode: 7103,
  ownership: 'organization',
  changeTracking: false,
  columns: [
    datetime('createdon', 'Created On', READ_ONLY),
    datetime('modifiedon', 'Modified On', READ_ONLY),
    ...versioned(),
    integer('componenttype', 'Object Type Code', READ_ONLY),
    guid('objectid', 'Regarding', READ_ONLY),
    lookup('solutionid', 'Solution', 'solution', READ_ONLY),
    choice(
      'rootcomponentbehavior',
      'Include Behavior',
      [
        { value: 0, label: 'Include Subcomponents' },
        { value: 1, label: 'Do not include subcomponents' },
        { value: 2, label: 'Include As Shell Only' },
      ],
      READ_ONLY,
    ),
    guid('rootsolutioncomponentid', 'Root Solution Component ID', READ_ONLY),
    yesNo('ismetadata', 'Is this component metadata', READ_ONLY),
  ],
});

const IMPORT_JOB: Table = table({
  logicalName: 'importjob',
  schemaName: 'ImportJob',
  entitySet: 'importjobs',
  label: 'Import Job',
  pluralLabel: 'Import Jobs',
  typeCode: 9107,
  primaryName: 'name',
  ownership: 'organization',
  changeTracking: false,
  columns: [
    ...auditTrail(),
    text('name', 'Name', 256),
    text('solutionname', 'Solution Name', 256),
    guid('solutionid', 'Solution', READ_ONLY),
    double('progress', 'Progress'),
    memo('data', 'Data', 1_073_741_823),
    datetime('startedon', 'Started On'),
    datetime('completedon', 'Completed On'),
  ],
});

const VARIABLE: Table = table({
  logicalName: 'environmentvariabledefinition',
  schemaName: 'EnvironmentVariableDefinition',
  entitySet: 'environmentvariabledefinitions',
  label: 'Environment Variable Definition',
  pluralLabel: 'Environment Variable Definitions',
  typeCode: 380,
  primaryName: 'schemaname',
  columns: [
    ...auditTrail(),
    ...owned(),
    ...versioned(),
    ...states(...ACTIVE_INACTIVE),
    text('schemaname', 'Schema Name', 100, { ...SYSTEM_REQUIRED, update: false }),
    text('displayname', 'Display Name', 100),
    memo('description', 'Description', 2000),
    choice(
      'type',
      'Type',
      [
        { value: 100_000_000, label: 'String' },
        { value: 100_000_001, label: 'Number' },
        { value: 100_000_002, label: 'Boolean' },
        { value: 100_000_003, label: 'JSON' },
        { value: 100_000_004, label: 'Data source' },
        { value: 100_000_005, label: 'Secret' },
      ],
      { default: 100_000_000 },
    ),
    memo('defaultvalue', 'Default Value', 2000),
  ],
});

const VARIABLE_VALUE: Table = table({
  logicalName: 'environmentvariablevalue',
  schemaName: 'EnvironmentVariableValue',
  entitySet: 'environmentvariablevalues',
  label: 'Environment Variable Value',
  pluralLabel: 'Environment Variable Values',
  typeCode: 381,
  primaryName: 'schemaname',
  columns: [
    ...auditTrail(),
    ...owned(),
    ...versioned(),
    ...states(...ACTIVE_INACTIVE),
    text('schemaname', 'Schema Name', 100),
    memo('value', 'Value', 2000),
    lookup('environmentvariabledefinitionid', 'Environment Variable Definition', {
      environmentvariabledefinition: 'EnvironmentVariableDefinitionId',
    }),
  ],
});

const FORM: Table = table({
  logicalName: 'systemform',
  schemaName: 'SystemForm',
  entitySet: 'systemforms',
  primaryId: 'formid',
  label: 'System Form',
  pluralLabel: 'System Forms',
  typeCode: 1030,
  primaryName: 'name',
  ownership: 'organization',
  changeTracking: false,
  columns: [
    ...versioned(),
    text('name', 'Name', 100, SYSTEM_REQUIRED),
    memo('description', 'Description', 1000),
    text('objecttypecode', 'Entity Name', 64, { update: false }),
    choice('type', 'Form Type', [
      { value: 2, label: 'Main' },
      { value: 6, label: 'Quick View Form' },
      { value: 7, label: 'Quick Create' },
      { value: 11, label: 'Card' },
    ]),
    memo('formxml', 'formxml', 1_073_741_823),
    yesNo('isdefault', 'Default Form'),
    yesNo('ismanaged', 'State', READ_ONLY),
    choice(
      'formactivationstate',
      'Form State',
      [
        { value: 0, label: 'Inactive' },
        { value: 1, label: 'Active' },
      ],
      { default: 1 },
    ),
    datetime('publishedon', 'Published On', READ_ONLY),
  ],
});

/** Publishers, solution packages and what they carry besides tables and columns. */
export const PACKAGE_TABLES: readonly Table[] = [
  PUBLISHER,
  SOLUTION,
  COMPONENT,
  IMPORT_JOB,
  VARIABLE,
  VARIABLE_VALUE,
  FORM,
];

export const PACKAGE_RELATIONSHIPS: readonly Relationship[] = [
  oneToMany('publisher_solution', 'publisher', 'solution', 'publisherid', 'Restrict'),
  oneToMany('solution_solutioncomponent', 'solution', 'solutioncomponent', 'solutionid', 'Cascade'),
  oneToMany('solution_parent_solution', 'solution', 'solution', 'parentsolutionid'),
  oneToMany(
    'environmentvariabledefinition_environmentvariablevalue',
    'environmentvariabledefinition',
    'environmentvariablevalue',
    'environmentvariabledefinitionid',
    'Cascade',
  ),
];
