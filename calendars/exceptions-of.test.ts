import { describe, expect, it } from 'vitest';
import { EXCHANGES } from '../model/session/exchanges/registry.ts';
import { datesOf } from '../model/session/sessions-of.ts';
import { isWeekend } from './dates.ts';
import { exceptionsOf } from './exceptions-of.ts';
import { EXCHANGE_RULES } from './registry.ts';

describe('the table of each exchange', () => {
  it.each(Object.entries(EXCHANGE_RULES))(
    '%s is what its rule makes: else run node --import tsx calendars/generate.ts',
    (code, rule) => {
      const { closed, irregular } = EXCHANGES[code as keyof typeof EXCHANGES];
      expect({ closed, irregular }).toEqual(exceptionsOf(rule));
    },
  );

  it.each(Object.entries(EXCHANGE_RULES))(
    '%s says one thing of a date, and nothing of a weekend',
    (_, rule) => {
      const { closed, irregular } = exceptionsOf(rule);
      const dates = [...Object.values(closed), ...irregular.map((days) => days.dates)].flatMap(datesOf);
      expect(dates.filter((date, index) => dates.indexOf(date) !== index)).toEqual([]);
      expect(dates.filter(isWeekend)).toEqual([]);
    },
  );
});

describe('a rule', () => {
  const dates = ['2026-07-03', '2026-12-24'];
  const rule = { country: ['US'], irregular: [{ name: 'Half day', close: '13:00', dates }] } as const;

  it('has no half day where the exchange is closed', () => {
    expect(exceptionsOf(rule).irregular).toEqual([{ name: 'Half day', close: '13:00', dates: '2026-12-24' }]);
  });

  it('drops holidays by name, trades on dates, and closes on its own', () => {
    const { closed } = exceptionsOf({
      ...rule,
      drops: ['Columbus Day'],
      trades: ['2026-07-03'],
      closes: { 'Good Friday': ['2026-04-03'], 'A Saturday': ['2026-04-04'] },
    });
    expect(closed['Columbus Day']).toBeUndefined();
    expect(closed['Independence Day']).not.toContain('2026');
    expect(closed['Good Friday']).toBe('2026-04-03');
    expect(closed['A Saturday']).toBeUndefined();
  });
});
