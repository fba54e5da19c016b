import { describe, expect, it } from 'vitest';
import { literalRange, rangeInStamps } from './days.ts';

// A Wednesday; in Los Angeles it is still the day before.
const NOW = Date.parse('2026-05-06T03:00:00Z');
const LA = 'America/Los_Angeles';

describe('date literals', () => {
  it.each([
    ['TODAY', '2026-05-06', '2026-05-07'],
    ['YESTERDAY', '2026-05-05', '2026-05-06'],
    ['TOMORROW', '2026-05-07', '2026-05-08'],
    ['THIS_WEEK', '2026-05-03', '2026-05-10'],
    ['LAST_WEEK', '2026-04-26', '2026-05-03'],
    ['NEXT_WEEK', '2026-05-10', '2026-05-17'],
    ['THIS_MONTH', '2026-05-01', '2026-06-01'],
    ['LAST_MONTH', '2026-04-01', '2026-05-01'],
    ['NEXT_MONTH', '2026-06-01', '2026-07-01'],
    ['LAST_90_DAYS', '2026-02-05', '2026-05-07'],
    ['NEXT_90_DAYS', '2026-05-07', '2026-08-05'],
    ['THIS_QUARTER', '2026-04-01', '2026-07-01'],
    ['LAST_QUARTER', '2026-01-01', '2026-04-01'],
    ['NEXT_FISCAL_QUARTER', '2026-07-01', '2026-10-01'],
    ['THIS_YEAR', '2026-01-01', '2027-01-01'],
    ['LAST_FISCAL_YEAR', '2025-01-01', '2026-01-01'],
    ['LAST_N_DAYS:3', '2026-05-03', '2026-05-07'],
    ['NEXT_N_DAYS:3', '2026-05-07', '2026-05-10'],
    ['N_DAYS_AGO:3', '2026-05-03', '2026-05-04'],
    ['LAST_N_WEEKS:2', '2026-04-19', '2026-05-03'],
    ['NEXT_N_WEEKS:2', '2026-05-10', '2026-05-24'],
    ['LAST_N_MONTHS:2', '2026-03-01', '2026-05-01'],
    ['N_MONTHS_AGO:14', '2025-03-01', '2025-04-01'],
    ['LAST_N_QUARTERS:5', '2025-01-01', '2026-04-01'],
    ['NEXT_N_YEARS:2', '2027-01-01', '2029-01-01'],
    ['n_years_ago:1', '2025-01-01', '2026-01-01'],
  ])('%s is %s to %s', (literal, from, until) => {
    expect(literalRange(literal, NOW, 'UTC')).toEqual({ from, until });
  });

  it('are days of the time zone, and begin when the day begins there', () => {
    const range = literalRange('TODAY', NOW, LA);
    expect(range).toEqual({ from: '2026-05-05', until: '2026-05-06' });
    expect(rangeInStamps(range ?? { from: '', until: '' }, LA)).toEqual({
      from: '2026-05-05T07:00:00.000+0000',
      until: '2026-05-06T07:00:00.000+0000',
    });
  });

  it('have 23 and 25 hours when the clock changes', () => {
    const spring = rangeInStamps({ from: '2026-03-08', until: '2026-03-09' }, LA);
    expect(spring).toEqual({ from: '2026-03-08T08:00:00.000+0000', until: '2026-03-09T07:00:00.000+0000' });
    const autumn = rangeInStamps({ from: '2026-11-01', until: '2026-11-02' }, LA);
    expect(autumn).toEqual({ from: '2026-11-01T07:00:00.000+0000', until: '2026-11-02T08:00:00.000+0000' });
  });

  it('that do not exist are none', () => {
    expect(literalRange('LAST_FORTNIGHT', NOW, LA)).toBeUndefined();
  });
});
