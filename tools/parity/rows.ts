/** What a row is about: every CRM, one of them, Partner Center whatever the CRM, or the console. */
export type RowScope = 'every CRM' | 'Salesforce' | 'Dynamics' | 'Partner Center' | 'console';

export interface ParityRow {
  /** R1 to R108. */
  id: string;
  /** What a user of the connector gets. */
  claim: string;
  scope: RowScope;
  /** What is not there yet although tests show a part. */
  lacks: string | null;
  /** Whether it may be without a test. Every other row is claimed to hold for Salesforce and must have one. */
  underWay: boolean;
}

/** Rows by subject, in their order; numbers count through all of them. */
const CLAIMS: readonly (readonly [subject: string, claims: readonly string[]])[] = [
  [
    'Prerequisites, doctor, security',
    [
      'The doctor lists referrals with a live call and names the cause when that fails.',
      'The doctor reports a signed-in user who is no Referrals admin.',
      'The doctor shows the configured PartnerID and remarks on referrals that carry another one.',
      'The doctor judges CRM rights per mapped object and field; a system administrator is not needed.',
      'The doctor lists missing custom fields and objects by API name.',
      'The doctor sees whether Notes and Opportunity Teams are on where they are mapped.',
      'The doctor has a test notice sent, reports its receipt in time, and names multi-tenancy when none comes.',
      'Only the service account needs a role in Partner Center; a seller whom it does not know shares a deal.',
      'No secret appears in logs, audit or CRM.',
    ],
  ],
  [
    'Package for Salesforce',
    [
      'The opportunity gets its fields under the names of Microsoft’s package; fields of the same name stay as they are.',
      'The referral identifier is text of 100 characters and an external id, and the connector keeps it unique.',
      'The audit field holds 100,000 characters; its oldest lines make room before it overflows.',
      'The help of Microsoft is one of its six kinds, or none.',
      'Solution rows hang on the opportunity, name a known solution, and have price and quantity.',
      'Known solutions have identifier, name, type and publisher.',
      'The lead has fields for sync, identifier, link, program and audit.',
      'Co-sell type, purchase intent, area, play and role exist; plays follow the area, roles are for services.',
      'Validation rules act only on opportunities that are shared; others save unhindered.',
      'Sellers read what the connector fills in and cannot write it.',
      'The same package installs in sandboxes and in production.',
      'Over Microsoft’s own package the installation changes no record and reports what it found.',
    ],
  ],
  [
    'Package for Dynamics',
    [
      'Microsoft’s columns are used where they exist, own ones are made otherwise; the doctor lists the choice.',
      'Tables of solutions and their details exist, fit a sub-grid, and take a spreadsheet.',
      'A form section shows all fields of Partner Center.',
      'What the connector fills in is read-only on the form.',
      'A managed import into another environment keeps settings in environment variables.',
    ],
  ],
  [
    'Webhook',
    [
      'One command registers the address for all four events.',
      'Events can be chosen, and without leave to overwrite a foreign address is left and reported.',
      'The present registration is shown, with Microsoft’s own connector recognised by its host.',
      'Registering again changes nothing.',
      'Notices that are unsigned, wrongly signed or signed by a foreign chain are refused with 401 and not processed.',
      'The signature is taken from either header.',
      'A notice is stored and answered before the CRM is asked for anything.',
      'The same notice ten times makes one change in the CRM.',
      'Notices out of order end in the newest state, because the referral is read again.',
      'What was missed while the endpoint was down is healed without anybody’s help.',
      'How often both sides are looked over is a setting.',
    ],
  ],
  [
    'From Partner Center to the CRM',
    [
      'A co-sell referral makes exactly one opportunity with name, customer, value, currency, close date and notes.',
      'The opportunity made from it has Sync ticked, identifier and link.',
      'An invitation that nobody has accepted waits in the on-hold stage.',
      'Leads come only when the setting says so.',
      'A lead that is not accepted is a lead in the CRM; an accepted one is an opportunity.',
      'A lead arrives with first name, last name, company, e-mail, phone and a configurable status.',
      'Accepting a lead does not leave two open records for one referral.',
      'The account is found by name and postal code, and made when there is none.',
      'The rule for matching accounts and the defaults of new ones are settings.',
      'Two referrals of one new customer at once make one account.',
      'The country is written as a two-letter code to the field of the settings.',
      'Value and currency go to the fields of the settings.',
      'Fields that the organisation requires take configured defaults, or the failure names them.',
      'Later changes of value, currency, close date, notes, status and visibility arrive.',
      'Microsoft’s acceptance fills in its CRM identifier.',
      'The program of the referral arrives.',
      'The referral’s solutions are rows of the opportunity; unknown ones become known solutions.',
      'The customer’s contact becomes contact and primary role, found by e-mail.',
      'The opportunity shows all that the referral tells.',
      'Won, lost, declined and expired close the opportunity as the settings say.',
      'A referral that names a record that does not exist is reported as a conflict, not skipped.',
      'The referral names the CRM record.',
    ],
  ],
  [
    'From the CRM to Partner Center',
    [
      'Without the tick on Sync nothing leaves the CRM.',
      'Ticked with complete data, the deal is shared within a minute; identifier and link come back.',
      'Each of the six kinds of help shares the deal with its assistance code.',
      'Without help the deal is partner-led when it is visible, private when it is not.',
      'Choosing help later upgrades the deal within its engagement.',
      'Visibility cannot be taken back; an attempt is undone and explained.',
      'Asking for help makes the deal visible.',
      'Co-sell without a customer contact is refused before any call, and the audit field says what lacks.',
      'Without a solution IP co-sell is refused and services co-sell is not.',
      'A missing or senseless country code is refused, with the code where the name of the country is known.',
      'IP co-sell tells the purchase intent.',
      'Services co-sell tells role, area and play.',
      'The co-sell type stays once the deal is shared.',
      'Solution rows that are added, changed or removed reach the referral.',
      'Removing the last solution never unticks Sync without a line in the audit field.',
      'Changes of value, currency, close date, notes and status reach Partner Center.',
      'An empty deal value is not sent, the other fields are, and the audit field says so.',
      'Changes of owner and team reach the referral’s team, by e-mail.',
      'Changes of contacts reach the customer’s team.',
      'A change that Partner Center cannot take makes one clear note and no loop.',
      'Edits on hold stay in the CRM; leaving the stage accepts the referral, and then they follow.',
      'Closing an opportunity on hold as lost declines the referral with a reason.',
      'Won and lost close the referral; nothing is sent afterwards.',
      'A change that Partner Center has already costs no write.',
      'The connector’s own writes in the CRM cause no write.',
      'Edits of one field on both sides follow its owner and leave both values in the audit field.',
      'Changes of a lead’s status are sent when leads are synced.',
    ],
  ],
  [
    'What the seller is told',
    [
      'Success leaves a dated line in the audit field, newest first or last by setting.',
      'Failure leaves a line with cause and remedy and without a stack trace.',
      'A mark before the name tells success or failure; switched off, it disappears.',
      'Marks of any kind are taken off before names are compared or sent.',
      'A later success takes the failure’s mark away.',
      'A seller reads what is missing before Sync is ticked.',
    ],
  ],
  [
    'Settings, upgrades, operation',
    [
      'Microsoft’s settings exist with their defaults and are imported by their old names.',
      'Names of fields are checked against the CRM; for a label the API name is suggested.',
      'Mappings are data with a version, tried by a dry run, and left alone by upgrades.',
      'Settings move from staging to production without entering mappings again.',
      'The old text of products is read where there are no solution rows, never written, never needed.',
      'Records that carry a referral identifier already are adopted on the first run, none is doubled.',
      'Fields made by hand in 2020, however spelt, can be mapped.',
      'What failed can be tried again, singly or all at once.',
      'The console shows per referral what went in and out, the difference, ids for support and the next try.',
      'A sign-in that ended raises an alert; work waits and none is lost.',
      'Throttling and failures of either side lead to patience, no change is lost, nothing switches itself off.',
      'The order in which the parts start does not matter.',
      'A command shows the versions of connector, package and mapping.',
      'Scripted stories cover deals born on either side against the emulated systems.',
      'Releasing the webhook leaves the data of the CRM readable.',
      'A thousand changed deals at once arrive, each once.',
    ],
  ],
];

const ids = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `R${from + at}`);

/** Rows that are not about every CRM. */
const SCOPES: Readonly<Record<string, RowScope>> = {
  ...Object.fromEntries([...ids(1, 3), 'R7', ...ids(27, 30)].map((id) => [id, 'Partner Center'])),
  ...Object.fromEntries(ids(10, 21).map((id) => [id, 'Salesforce'])),
  ...Object.fromEntries(ids(22, 26).map((id) => [id, 'Dynamics'])),
  R101: 'console',
};

/** What a row lacks although a test shows a part of it. */
const LACKING: Readonly<Record<string, string>> = {};

/** Rows under way: they are missing until a test is named after them. */
const UNDER_WAY: ReadonlySet<string> = new Set(['R46', 'R50', 'R56', 'R58', 'R74', 'R94', 'R97', 'R99']);

export interface RowGroup {
  subject: string;
  rows: readonly ParityRow[];
}

let count = 0;

/** Everything that Microsoft's own connectors are known to do, as rows that can be tested. */
export const ROW_GROUPS: readonly RowGroup[] = CLAIMS.map(([subject, claims]) => ({
  subject,
  rows: claims.map((claim) => {
    count += 1;
    const id = `R${count}`;
    return { id, claim, scope: SCOPES[id] ?? 'every CRM', lacks: LACKING[id] ?? null, underWay: UNDER_WAY.has(id) };
  }),
}));
