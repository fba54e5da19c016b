import { guid, integer, lookup, memo, READ_ONLY, SYSTEM_REQUIRED, text, yesNo } from './columns.ts';
import { auditTrail, table, versioned } from './tables.ts';
import type { Table } from './types.ts';

// Security roles; names after Microsoft's table reference (role, roleprivileges, systemuserroles).

const ROLE: Table = table({
  logicalName: 'role',
  entitySet: 'roles',
  label: 'Security Role',
  pluralLabel: 'Security Roles',
  typeCode: 1036,
  primaryName: 'name',
  ownership: 'organization',
  changeTracking: false,
  columns: [
    ...auditTrail(),
    ...versioned(),
    text('name', 'Name', 100, SYSTEM_REQUIRED),
    memo('description', 'Description', 2000),
    lookup('businessunitid', 'Business Unit', 'businessunit', SYSTEM_REQUIRED),
    lookup('parentroleid', 'Parent Role', 'role', READ_ONLY),
    lookup('parentrootroleid', 'Parent Root Role', 'role', READ_ONLY),
    yesNo('ismanaged', 'State', READ_ONLY),
  ],
});

/** Which privileges a role has; `privilegedepthmask` 1 basic, 2 local, 4 deep, 8 global. */
const ROLE_PRIVILEGES: Table = table({
  logicalName: 'roleprivileges',
  entitySet: 'roleprivilegescollection',
  primaryId: 'roleprivilegeid',
  label: 'Role Privilege',
  pluralLabel: 'Role Privileges',
  typeCode: 12,
  ownership: 'none',
  changeTracking: false,
  columns: [
    ...versioned(),
    guid('roleid', 'Role', READ_ONLY),
    guid('privilegeid', 'Privilege', READ_ONLY),
    integer('privilegedepthmask', 'Depth', READ_ONLY),
  ],
});

/** Who has which role. */
const USER_ROLES: Table = table({
  logicalName: 'systemuserroles',
  entitySet: 'systemuserrolescollection',
  primaryId: 'systemuserroleid',
  label: 'User Role',
  pluralLabel: 'User Roles',
  typeCode: 13,
  ownership: 'none',
  changeTracking: false,
  columns: [...versioned(), guid('systemuserid', 'User', READ_ONLY), guid('roleid', 'Role', READ_ONLY)],
});

export const ROLE_TABLES: readonly Table[] = [ROLE, ROLE_PRIVILEGES, USER_ROLES];
