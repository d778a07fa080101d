import { describe, expect, it } from 'vitest';
import { calendarOf } from './calendar.ts';
import { horizonFinding, horizonProblem } from './horizon.ts';

const saidOn = (date: string) => horizonProblem(calendarOf('XASX'), Date.parse(`${date}T12:00:00Z`));

describe('a calendar that ends on 2028-12-31', () => {
  it.each([
    ['is fine today', '2026-11-26', undefined],
    ['is fine 91 days before', '2028-10-01', undefined],
    ['is fine 90 days before', '2028-10-02', undefined],
    ['is warned of 89 days before', '2028-10-03', 'warning'],
    ['is warned of on its last day', '2028-12-31', 'warning'],
    ['is an error on the day after', '2029-01-01', 'error'],
    ['is an error before it began', '2014-12-31', 'error'],
  ])('%s', (_, date, level) => {
    expect(saidOn(date)?.level).toBe(level);
  });

  it('says how long is left, and what to do', () => {
    expect(saidOn('2028-12-01')).toEqual({
      level: 'warning',
      problem: 'XASX is known until 2028-12-31 only, 30 days from now',
      fix: 'update vedette, or write a calendar of your own with a later horizon',
    });
    expect(saidOn('2028-12-30')?.problem).toContain('1 day from now');
  });

  it('is a finding against the property that names it', () => {
    const now = Date.parse('2029-06-01T00:00:00Z');
    const where = { subject: 'quotes', property: 'calendar', now };
    expect(horizonFinding({ ...where, calendar: 'XNYS' })).toEqual([
      {
        level: 'error',
        subject: 'quotes',
        property: 'calendar',
        problem: 'XNYS is known until 2028-12-31 only',
        fix: 'update vedette, or write a calendar of your own with a later horizon',
      },
    ]);
    expect(horizonFinding({ ...where, calendar: 'CRYPTO' })).toEqual([]);
  });
});
