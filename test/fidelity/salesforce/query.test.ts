import { beforeAll, describe, expect, it } from 'vitest';
import { DEAL, useOrg } from './caller.ts';

const org = useOrg();
const seed = (records: { sobject: string; ref?: string; createdDaysAgo?: number; fields: Record<string, unknown> }[]) =>
  org.current.emulator.admin.people.seed({ records }).ids;

let ids: Record<string, string>;
beforeAll(() => {
  ids = seed([
    { sobject: 'Account', ref: 'contoso', fields: { Name: 'Contoso', BillingCountry: 'Germany' } },
    { sobject: 'Account', ref: 'fabrikam', fields: { Name: "O'Fabrikam_100%" } },
    { sobject: 'Contact', ref: 'ada', fields: { LastName: 'Lovelace', AccountId: '@contoso' } },
    {
      sobject: 'Opportunity',
      ref: 'one',
      fields: {
        ...DEAL,
        Name: 'One',
        Amount: 10,
        AccountId: '@contoso',
        ContactId: '@ada',
        Referral_Identifier__c: 'R1',
      },
    },
    {
      sobject: 'Opportunity',
      ref: 'two',
      fields: { ...DEAL, Name: 'two', Amount: 20, AccountId: '@fabrikam', CloseDate: '2026-05-06' },
    },
    {
      sobject: 'Opportunity',
      ref: 'three',
      createdDaysAgo: 3,
      fields: { ...DEAL, Name: 'Three', StageName: 'Closed Won', CloseDate: '2026-05-05' },
    },
  ]);
});

const rows = async (soql: string): Promise<Record<string, unknown>[]> => {
  const answer = await org.current.query(soql);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body.records;
};
const named = async (where: string) =>
  (await rows(`SELECT Name FROM Opportunity WHERE ${where} ORDER BY Name`)).map((row) => row['Name']);
const error = async (soql: string) => {
  const { status, body } = await org.current.query(soql);
  return { status, errorCode: body[0]?.errorCode, message: String(body[0]?.message).split('\n').at(-1) };
};

describe('WHERE', () => {
  it.each([
    ["Name = 'ONE'", ['One']],
    ["Name != 'one'", ['Three', 'two']],
    ['Amount > 10', ['two']],
    ['Amount <= 20 AND Amount >= 20.0', ['two']],
    ['Amount = null', ['Three']],
    ['Amount != null', ['One', 'two']],
    ['Amount != 10', ['Three', 'two']],
    ["Name IN ('one', 'TWO')", ['One', 'two']],
    ["Name NOT IN ('one')", ['Three', 'two']],
    ["Name LIKE 'T%'", ['Three', 'two']],
    ["Name LIKE 't_o'", ['two']],
    ["NOT Name LIKE 't%'", ['One']],
    ["(NOT (Name = 'one')) AND Amount = 20", ['two']],
    ["(Name = 'one' OR Name = 'two') AND Amount > 15", ['two']],
    ["Name = 'one' OR (Name = 'two' AND Amount > 15)", ['One', 'two']],
    ['IsWon = true', ['Three']],
    ["Account.Name = 'contoso'", ['One']],
    ["Account.BillingCountryCode = 'DE'", ['One']],
    ["Account.Owner.Username LIKE 'integration%'", ['One', 'two']],
    ['Account.Name = null', ['Three']],
    ["Account.Name = 'O\\'Fabrikam_100%'", ['two']],
    ["Account.Name LIKE '%\\_100\\%'", ['two']],
    ["Id IN (SELECT OpportunityId FROM OpportunityContactRole WHERE Contact.LastName = 'lovelace')", ['One']],
    ['Id NOT IN (SELECT OpportunityId FROM OpportunityContactRole)', ['Three', 'two']],
    ['CloseDate = TODAY', ['two']],
    ['CloseDate = YESTERDAY', ['Three']],
    ['CloseDate < TODAY', ['Three']],
    ['CloseDate = LAST_N_DAYS:1', ['Three', 'two']],
    ['CloseDate = THIS_MONTH', ['Three', 'two']],
    ['CloseDate > THIS_YEAR', []],
    ['CloseDate = NEXT_N_MONTHS:7', ['One']],
    ['CloseDate >= 2026-05-06', ['One', 'two']],
    ['CreatedDate = TODAY', ['One', 'two']],
    ['CreatedDate = N_DAYS_AGO:3', ['Three']],
    ['CreatedDate < 2026-05-06T11:00:00+02:00', ['Three']],
    ['SystemModstamp >= 2026-05-06T10:00:00Z', ['One', 'two']],
    ['SystemModstamp >= 2026-05-01T00:00:00.000Z AND SystemModstamp < 2026-05-06T10:00:00.000+0000', ['Three']],
    ['SystemModstamp = 2026-05-06T10:00:00Z AND Amount > 10', ['two']],
    ["Referral_Identifier__c = 'r1'", ['One']],
    ['Referral_Identifier__c = null', ['Three', 'two']],
    ['Sync_With_Partner_Center__c = false', ['One', 'Three', 'two']],
  ])('%s', async (where, expected) => {
    expect(await named(where)).toEqual(expected);
  });

  it.each([
    ['SELECT Id FRM Opportunity', 'MALFORMED_QUERY', "unexpected token: 'Opportunity'"],
    [
      "SELECT Id FROM Opportunity WHERE Name = 'a' AND Amount = 1 OR Amount = 2",
      'MALFORMED_QUERY',
      "unexpected token: 'OR'",
    ],
    [
      "SELECT Id FROM Opportunity WHERE SystemModstamp > '2026-05-06T10:00:00Z'",
      'INVALID_FIELD',
      "value of filter criterion for field 'SystemModstamp' must be of type dateTime and should not be enclosed in quotes",
    ],
    [
      'SELECT Id FROM Opportunity WHERE Name = 5',
      'INVALID_FIELD',
      "value of filter criterion for field 'Name' must be of type string and should be enclosed in quotes",
    ],
    [
      "SELECT Id FROM Opportunity WHERE Audit__c = 'x'",
      'INVALID_FIELD',
      "field 'Audit__c' can not be filtered in a query call",
    ],
    [
      'SELECT Id FROM Opportunity ORDER BY Description',
      'MALFORMED_QUERY',
      "field 'Description' can not be sorted in a query call",
    ],
    ["SELECT Id FROM Opportunity WHERE Id = 'abc'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid ID field: abc'],
    ['SELECT Id, Id FROM Opportunity', 'INVALID_FIELD', 'duplicate field selected: Id'],
    ['SELECT Id FROM Opportunity OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000'],
    [
      'SELECT Id FROM ContentDocumentLink',
      'MALFORMED_QUERY',
      "Implementation restriction: ContentDocumentLink requires a filter by a single Id on ContentDocumentId or LinkedEntityId using the equals operator or multiple Id's using the IN operator.",
    ],
  ])('refuses %s', async (soql, errorCode, message) => {
    expect(await error(soql)).toEqual({ status: 400, errorCode, message });
  });

  it('points at an unknown column and an unknown relationship', async () => {
    const column = await org.current.query('SELECT Id, Foo FROM Opportunity');
    expect(column.body[0].message).toContain("ERROR at Row:1:Column:12\nNo such column 'Foo' on entity 'Opportunity'.");
    const path = await org.current.query('SELECT Id FROM Opportunity WHERE Foo.Name = null');
    expect(path.body[0].message).toContain("Didn't understand relationship 'Foo' in field path.");
  });

  it('reads a plus that was not percent-encoded as a space, and so refuses the datetime', async () => {
    const answer = await org.current.call(
      'GET',
      'query?q=SELECT+Id+FROM+Opportunity+WHERE+SystemModstamp>2026-05-06T10:00:00+00:00',
    );
    expect([answer.status, answer.body[0].errorCode]).toEqual([400, 'MALFORMED_QUERY']);
  });

  it.each(['INCLUDES', 'EXCLUDES'])('answers 501 for %s', async (operator) => {
    const answer = await org.current.query(`SELECT Id FROM Opportunity WHERE Type ${operator} ('a')`);
    expect([answer.status, answer.body.error]).toEqual([501, 'unsupported']);
    expect(org.current.emulator.admin.traces({ unsupported: true }).at(-1)?.unsupported).toContain(operator);
  });
});

describe('SELECT', () => {
  it('shows parents as records and their absence as null', async () => {
    const [one] = await rows(
      "SELECT Name, Account.Name, Account.Owner.Alias, Campaign.Name FROM Opportunity WHERE Name = 'One'",
    );
    expect(one).toEqual({
      attributes: { type: 'Opportunity', url: `/services/data/v66.0/sobjects/Opportunity/${ids['one']}` },
      Name: 'One',
      Account: {
        attributes: { type: 'Account', url: `/services/data/v66.0/sobjects/Account/${ids['contoso']}` },
        Name: 'Contoso',
        Owner: { attributes: { type: 'User', url: expect.any(String) }, Alias: expect.any(String) },
      },
      Campaign: null,
    });
  });

  it('shows children as a list with its own size, and no children as null', async () => {
    const soql =
      'SELECT Name, (SELECT ContactId, Contact.LastName FROM OpportunityContactRoles WHERE IsPrimary = true) FROM Opportunity ORDER BY Name LIMIT 2';
    expect(await rows(soql)).toMatchObject([
      {
        Name: 'One',
        OpportunityContactRoles: {
          totalSize: 1,
          done: true,
          records: [{ ContactId: ids['ada'], Contact: { LastName: 'Lovelace' } }],
        },
      },
      { Name: 'Three', OpportunityContactRoles: null },
    ]);
  });

  it('counts and aggregates', async () => {
    expect((await org.current.query('SELECT COUNT() FROM Opportunity WHERE Amount > 5')).body).toEqual({
      totalSize: 2,
      done: true,
      records: [],
    });
    expect(await rows('SELECT IsWon won, COUNT(Id), SUM(Amount) total FROM Opportunity GROUP BY IsWon')).toEqual(
      expect.arrayContaining([
        { attributes: { type: 'AggregateResult' }, IsWon: false, expr0: 2, total: 30 },
        { attributes: { type: 'AggregateResult' }, IsWon: true, expr0: 1, total: null },
      ]),
    );
  });

  it('expands FIELDS() within its limit', async () => {
    const [row] = await rows("SELECT FIELDS(CUSTOM) FROM Opportunity WHERE Name = 'One' LIMIT 200");
    expect(Object.keys(row ?? {})).toContain('Audit__c');
    expect(Object.keys(row ?? {})).not.toContain('Name');
    expect((await error('SELECT FIELDS(ALL) FROM Opportunity')).errorCode).toBe('MALFORMED_QUERY');
  });

  it('understands an alias', async () => {
    expect(await rows("SELECT o.Name, o.Account.Name FROM Opportunity o WHERE o.Name = 'One'")).toMatchObject([
      { Name: 'One', Account: { Name: 'Contoso' } },
    ]);
  });
});

describe('ORDER BY, LIMIT, OFFSET', () => {
  const order = async (tail: string) => (await rows(`SELECT Name FROM Opportunity ${tail}`)).map((row) => row['Name']);

  it('puts nulls first unless asked otherwise', async () => {
    expect(await order('ORDER BY Amount')).toEqual(['Three', 'One', 'two']);
    expect(await order('ORDER BY Amount DESC NULLS LAST')).toEqual(['two', 'One', 'Three']);
  });

  it('breaks ties by the next field and cuts', async () => {
    expect(await order('ORDER BY SystemModstamp, Id')).toEqual(['Three', 'One', 'two']);
    expect(await order('ORDER BY SystemModstamp DESC, Name DESC LIMIT 1 OFFSET 1')).toEqual(['One']);
  });
});

describe('pages', () => {
  const LONG = "SELECT Id, Description FROM Opportunity WHERE LeadSource = 'pages'";
  beforeAll(() => {
    org.current.emulator.admin.people.seedOpportunities({
      count: 2100,
      accounts: 1,
      fields: { LeadSource: 'pages' },
    });
  });

  it('hold 2000 rows, 1000 with long text, and as many as asked for above 200; totalSize stays whole', async () => {
    const page = async (soql: string, options = {}) => {
      const { body } = await org.current.call('GET', `query?q=${encodeURIComponent(soql)}`, undefined, options);
      return [body.records.length, body.totalSize, body.done];
    };
    expect(await page(LONG.replace(', Description', ''))).toEqual([2000, 2100, false]);
    expect(await page(LONG)).toEqual([1000, 2100, false]);
    expect(await page(LONG, { 'Sforce-Query-Options': 'batchSize=500' })).toEqual([500, 2100, false]);
    expect(await page(LONG, { 'Sforce-Query-Options': 'batchSize=5' })).toEqual([200, 2100, false]);
  });

  it('are fetched by locators that hold for two days', async () => {
    const first = await org.current.query(LONG);
    expect(first.body.nextRecordsUrl).toMatch(/^\/services\/data\/v66\.0\/query\/0r8\w{15}-1000$/);
    const second = await org.current.call('GET', first.body.nextRecordsUrl);
    const third = await org.current.call('GET', second.body.nextRecordsUrl);
    expect([second.body.records.length, third.body.records.length, third.body.done, third.body.totalSize]).toEqual([
      1000,
      100,
      true,
      2100,
    ]);
    await org.current.emulator.admin.moveClock({ advanceDays: 2 });
    await org.current.signIn();
    const late = await org.current.call('GET', first.body.nextRecordsUrl);
    expect([late.status, late.body[0].errorCode]).toEqual([400, 'INVALID_QUERY_LOCATOR']);
  });
});

describe('queryAll', () => {
  it('sees deleted rows, query does not', async () => {
    const id = await org.current.create('Account', { Name: 'Bin' });
    await org.current.call('DELETE', `sobjects/Account/${id}`);
    const soql = `SELECT Id FROM Account WHERE Name = 'bin' AND IsDeleted = true`;
    expect((await org.current.query(soql)).body.totalSize).toBe(0);
    expect((await org.current.query(soql, 'queryAll')).body.totalSize).toBe(1);
    org.current.emulator.admin.people.undelete({ id });
    expect((await org.current.query("SELECT Id FROM Account WHERE Name = 'bin'")).body.totalSize).toBe(1);
  });
});

describe('indexes', () => {
  it('keep polling and looking up fast among ten thousand opportunities', async () => {
    org.current.emulator.admin.people.seedOpportunities({
      count: 10_000,
      fields: { Referral_Identifier__c: 'bench-{n}' },
    });
    await org.current.emulator.admin.moveClock({ advanceMs: 60_000 });
    const [{ Id } = {}] = await rows("SELECT Id FROM Opportunity WHERE Referral_Identifier__c = 'bench-777'");
    await org.current.call('PATCH', `sobjects/Opportunity/${Id}`, { NextStep: 'changed' });
    const since = org.current.emulator.clock.date().toISOString().slice(0, 19);
    const started = performance.now();
    for (let n = 0; n < 50; n += 1) {
      const changed = await rows(
        `SELECT Id, Account.Name FROM Opportunity WHERE SystemModstamp >= ${since}Z ORDER BY SystemModstamp, Id`,
      );
      expect(changed).toHaveLength(1);
    }
    // A scan would read half a million rows here.
    expect((performance.now() - started) / 50).toBeLessThan(20);
  });
});
