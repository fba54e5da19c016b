import { expect, test } from 'vitest';
import { column, environment, NAMED, OPTIONS, readOurs, stepNamed, table } from './environment-fixture.ts';
import type { Inventory } from './inventory.ts';
import { planInstall } from './plan.ts';
import type { PlanOptions, Work } from './step.ts';

const pack = await readOurs();
const planFor = (inventory: Inventory, settings = NAMED, options: Partial<PlanOptions> = {}) =>
  planInstall(pack, inventory, settings, { ...OPTIONS, ...options });

/** An environment in which the opportunity has these columns as well. */
const withColumns = (columns: Parameters<typeof table>[0], rest: Partial<Inventory> = {}) =>
  environment({
    tables: new Map([
      ['opportunity', table({ name: column('string'), ...columns })],
      ['lead', table({})],
    ]),
    ...rest,
  });

const doing = (work: readonly Work[], kind: Work['do']) => work.filter((each) => each.do === kind);
const columnsMade = (work: readonly Work[], of: string) =>
  work.flatMap((each) =>
    (each.do === 'column' || each.do === 'lookup') && each.table === of ? [each.column.name] : [],
  );

test('makes what others need before what needs it', () => {
  const { work } = planFor(environment());
  const order = work.map((each) => each.do);
  const firsts = (['publisher', 'solution', 'table', 'root', 'column', 'key', 'form'] as const).map((kind) =>
    order.indexOf(kind),
  );
  expect(firsts).toEqual(firsts.toSorted((a, b) => a - b));
  expect(firsts).not.toContain(-1);
  const made = doing(work, 'table').map((each) => (each.do === 'table' ? each.table.name : ''));
  expect(made.indexOf('csl_solutionarea')).toBeLessThan(made.indexOf('csl_solutionplay'));
});

test('puts the tables of the sales application into the solution once, and only when they get columns', () => {
  const roots = doing(planFor(environment()).work, 'root');
  expect(roots.map((each) => (each.do === 'root' ? each.table : ''))).toEqual(['opportunity', 'lead']);
});

test('R22 makes no twin of a column of Microsoft’s package', () => {
  const inventory = withColumns({
    msft_microsoftpartnercenterreferralidentifier: column('string', { length: 100 }),
    msft_microsoftpartnercenterreferralsync: column('boolean'),
  });
  const { steps, work, remarks } = planFor(inventory);
  expect(stepNamed(steps, 'opportunity.csl_referralid')).toMatchObject({
    action: 'skip',
    notes: [expect.stringContaining('msft_microsoftpartnercenterreferralidentifier')],
  });
  expect(columnsMade(work, 'opportunity')).not.toContain('csl_syncwithpartnercenter');
  expect(columnsMade(work, 'opportunity')).toContain('csl_audit');
  // Two referrals on one deal are kept out whoever brought the column.
  expect(work).toContainEqual(
    expect.objectContaining({ do: 'key', columns: ['msft_microsoftpartnercenterreferralidentifier'] }),
  );
  expect(remarks.join(' ')).toContain('2 columns and tables of Microsoft’s own package are used');
});

test('R22 leaves out a table that only a replaced column would have referred to', () => {
  const inventory = withColumns({ msft_partnerrole: column('lookup', { targets: ['msft_partnerrole'] }) });
  expect(stepNamed(planFor(inventory).steps, 'csl_partnerrole')).toMatchObject({ action: 'skip' });
});

test('R22 makes its own columns beside Microsoft’s where the settings say so', () => {
  const inventory = withColumns({ msft_microsoftpartnercenterreferralsync: column('boolean') });
  const { work } = planFor(inventory, { ...NAMED, columns: 'cosell' });
  expect(columnsMade(work, 'opportunity')).toContain('csl_syncwithpartnercenter');
});

test('uses the column that the settings name, and says when it is not there', () => {
  const settings = { ...NAMED, fields: { help: 'new_help', audit: 'new_audit', products: null } };
  const { steps, work } = planFor(withColumns({ new_help: column('picklist') }), settings);
  expect(stepNamed(steps, 'opportunity.csl_microsofthelp')).toMatchObject({ action: 'skip' });
  expect(stepNamed(steps, 'opportunity.csl_audit')).toMatchObject({
    action: 'differs',
    notes: [expect.stringContaining('new_audit')],
  });
  expect(columnsMade(work, 'opportunity')).not.toContain('csl_audit');
});

test('leaves solutions out where the settings do', () => {
  const { steps } = planFor(environment(), { ...NAMED, solutions: null });
  expect(stepNamed(steps, 'csl_microsoftsolution')).toMatchObject({ action: 'skip' });
});

test('a column of the same name and another type stays and is named', () => {
  const { steps } = planFor(withColumns({ csl_audit: column('string', { length: 100 }) }));
  expect(stepNamed(steps, 'opportunity.csl_audit')).toMatchObject({
    action: 'differs',
    notes: ['It is of the type string, expected is memo.', expect.stringContaining('not ours')],
  });
});

test('what is ours and too short or lacks choices is named, and changed by an upgrade only', () => {
  const inventory = withColumns({
    csl_audit: column('memo', { length: 2000, ours: true }),
    csl_coselltype: column('picklist', { ours: true, choices: [{ value: 482_170_000, label: 'IP' }] }),
  });
  const planned = planFor(inventory);
  expect(stepNamed(planned.steps, 'opportunity.csl_audit')?.action).toBe('differs');
  const upgraded = planFor(inventory, NAMED, { upgrade: true });
  expect(upgraded.work).toContainEqual({ do: 'widen', table: 'opportunity', column: 'csl_audit', length: 10_000 });
  // The first choice has been given another label, which is nobody's business.
  expect(doing(upgraded.work, 'options')).toMatchObject([{ choices: [{ label: 'Services Co-sell' }] }]);
});

test('change tracking is turned on only with consent, because it can never be turned off', () => {
  const tables = new Map([
    ['opportunity', table({}, { tracksChanges: false })],
    ['lead', table({}, { tracksChanges: false, canTrackChanges: false })],
  ]);
  const asked = planFor(environment({ tables }));
  const step = asked.steps.find(({ kind }) => kind === 'change-tracking');
  expect(step).toMatchObject({ action: 'skip', notes: [expect.stringContaining('--change-tracking')] });
  const agreed = planFor(environment({ tables }), NAMED, { changeTracking: true });
  expect(doing(agreed.work, 'tracking')).toEqual([{ do: 'tracking', table: 'opportunity' }]);
});

test('registers webhooks only where there is an address, and with the columns that sellers change', () => {
  expect(planFor(environment()).remarks.join(' ')).toContain('webhookCode');
  const webhook = { url: 'https://cosell.example/hooks/dynamics', code: 'secret' };
  const hooks = doing(planFor(environment(), NAMED, { webhook }).work, 'hook');
  const update = hooks.find(
    (each) => each.do === 'hook' && each.step.table === 'opportunity' && each.message === 'Update',
  );
  expect(update).toMatchObject({ columns: expect.arrayContaining(['estimatedvalue', 'csl_syncwithpartnercenter']) });
  expect(update).not.toMatchObject({ columns: expect.arrayContaining(['csl_audit']) });
  expect(hooks).toHaveLength(9);
});

test('names another connector that works with the environment', () => {
  const variables = new Map([['csl_ConnectorAddress', { id: 'v', value: { id: 'w', text: 'https://other.example' } }]]);
  const { steps } = planFor(environment({ variables }), NAMED, { publicUrl: 'https://cosell.example' });
  expect(stepNamed(steps, 'csl_ConnectorAddress')).toMatchObject({
    action: 'differs',
    notes: [expect.stringContaining('https://other.example'), expect.stringContaining('no other connector')],
  });
});

test('changes nothing by hand where a managed solution is', () => {
  const solution = { id: 's', version: '1.0.0.0', managed: true };
  const { work, steps } = planFor(
    environment({ solution, publisher: { id: 'p', prefix: 'csl', optionValuePrefix: 48217 } }),
  );
  expect(doing(work, 'column')).toEqual([]);
  expect(stepNamed(steps, 'opportunity.csl_audit')).toMatchObject({ action: 'differs' });
});

test('an environment without the sales application is told so', () => {
  const { steps, work } = planFor(environment({ tables: new Map([['lead', table({})]]) }));
  expect(stepNamed(steps, 'opportunity')).toMatchObject({
    action: 'differs',
    notes: [expect.stringContaining('Sales')],
  });
  expect(columnsMade(work, 'opportunity')).toEqual([]);
});
