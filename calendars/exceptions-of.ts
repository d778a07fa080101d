import type { CivilDate } from '../model/session/civil.ts';
import type { Exceptions, Irregular } from '../model/session/timetable.ts';
import { isWeekend } from './dates.ts';
import type { ExchangeRule, IrregularRule, IsClosed } from './exchange-rule.ts';
import { publicHolidays } from './public-holidays.ts';

/** An exchange's table: the holidays of its rule with its own differences on top, no weekends. */
export function exceptionsOf(rule: ExchangeRule): Exceptions {
  const closed = closedBy(rule);
  const isClosed = (date: CivilDate) => isWeekend(date) || closed.has(date);
  return {
    closed: byName(closed),
    irregular: rule.irregular.map((days) => irregularOf(days, isClosed)).filter(({ dates }) => dates !== ''),
  };
}

function closedBy({ country, drops = [], trades = [], closes = {} }: ExchangeRule): Map<CivilDate, string> {
  const kept = publicHolidays(country)
    .filter(({ name, date }) => !drops.includes(name) && !trades.includes(date))
    .map(({ name, date }) => [date, name] as const);
  const own = Object.entries(closes).flatMap(([name, dates]) => dates.map((date) => [date, name] as const));
  return new Map([...kept, ...own].filter(([date]) => !isWeekend(date)));
}

function byName(closed: ReadonlyMap<CivilDate, string>): Record<string, string> {
  const datesFor = (wanted: string) =>
    [...closed].filter(([, name]) => name === wanted).map(([date]) => date);
  return Object.fromEntries([...new Set(closed.values())].map((name) => [name, inOrder(datesFor(name))]));
}

function irregularOf({ dates, ...day }: IrregularRule, isClosed: IsClosed): Irregular {
  const every = typeof dates === 'function' ? dates(isClosed) : dates;
  return { ...day, dates: inOrder(every.filter((date) => !isClosed(date))) };
}

const inOrder = (dates: readonly CivilDate[]): string => dates.toSorted().join(' ');
