import { describe, expect, it } from 'vitest';
import { type CalendarCode, calendarOf } from './calendar.ts';

const clockOf = (instant: number): string => new Date(instant).toISOString().slice(11, 16);

/** `closed`, or the times in UTC as in `01:30-08:00 (04:00-05:00)`, with `early` where it closes before its time. */
function told(code: CalendarCode, date: string): string {
  const [session] = calendarOf(code).sessions(date, date);
  if (!session) return 'closed';
  const rests = session.breaks.map(([from, to]) => ` (${clockOf(from)}-${clockOf(to)})`).join('');
  return `${clockOf(session.open)}-${clockOf(session.close)}${rests}${session.early ? ' early' : ''}`;
}

type Fact = readonly [code: CalendarCode, date: string, expected: string, why: string];

/** Each group with where it was published. Times are UTC. */
const FACTS: readonly Fact[] = [
  // ASX, cash market trading calendar 2015 to 2026; NSW daylight saving ends on the first Sunday of April, begins on that of October.
  ['XASX', '2026-01-02', '23:00-05:00', 'the first session of 2026, in daylight saving'],
  ['XASX', '2024-04-05', '23:00-05:00', 'the Friday before daylight saving ended on 2024-04-07'],
  ['XASX', '2024-04-08', '00:00-06:00', 'the Monday after it'],
  ['XASX', '2024-10-04', '00:00-06:00', 'the Friday before daylight saving began on 2024-10-06'],
  ['XASX', '2024-10-07', '23:00-05:00', 'the Monday after it, Labour Day in Sydney, on which ASX trades'],
  ['XASX', '2025-04-25', 'closed', 'Anzac Day on a Friday'],
  ['XASX', '2020-04-27', '00:00-06:00', 'the Monday after an Anzac Day on a Saturday'],
  ['XASX', '2021-04-26', '00:00-06:00', 'the Monday after an Anzac Day on a Sunday'],
  // ASX 24 trading calendar 2026: normal trading hours.
  ['XASX', '2026-04-27', '00:00-06:00', 'a holiday in Sydney for an Anzac Day on a Saturday'],
  ['XASX', '2025-01-27', 'closed', 'Australia Day of a Sunday'],
  ['XASX', '2025-06-09', 'closed', "King's Birthday"],
  // ASX notice 0984.22.09.
  ['XASX', '2022-09-22', 'closed', 'the day of mourning for Queen Elizabeth II'],
  ['XASX', '2024-12-24', '23:00-03:10 early', 'Christmas Eve until 14:10'],
  ['XASX', '2023-12-22', '23:00-03:10 early', 'the last trading day before Christmas, a Friday'],
  ['XASX', '2025-12-31', '23:00-03:10 early', 'the last trading day of the year'],
  // ASX notice 1252.22.11: normal hours on 23 and 30 December 2022.
  ['XASX', '2022-12-23', '23:00-05:00', 'ordinary hours before Christmas 2022'],
  ['XASX', '2022-12-27', 'closed', 'Christmas Day of a Sunday, after Boxing Day'],

  // NYSE, holidays and trading hours 2016 to 2028; US daylight saving from the second Sunday of March to the first of November.
  ['XNYS', '2024-03-08', '14:30-21:00', 'the Friday before daylight saving began on 2024-03-10'],
  ['XNYS', '2024-03-11', '13:30-20:00', 'the Monday after it'],
  ['XNYS', '2024-11-01', '13:30-20:00', 'the Friday before daylight saving ended on 2024-11-03'],
  ['XNYS', '2024-11-04', '14:30-21:00', 'the Monday after it'],
  ['XNYS', '2024-03-29', 'closed', 'Good Friday'],
  // NYSE press release of 2018-12-01.
  ['XNYS', '2018-12-05', 'closed', 'the day of mourning for George H. W. Bush'],
  // NYSE press release of 2024-12-30.
  ['XNYS', '2025-01-09', 'closed', 'the day of mourning for Jimmy Carter'],
  ['XNAS', '2025-01-09', 'closed', 'the same at Nasdaq'],
  ['XNYS', '2021-06-18', '13:30-20:00', 'the first federal Juneteenth, on which it traded'],
  ['XNYS', '2022-06-20', 'closed', 'the first Juneteenth that it kept, of a Sunday'],
  ['XNYS', '2021-12-24', 'closed', 'Christmas of a Saturday'],
  ['XNYS', '2021-12-31', '14:30-21:00', 'the Friday before a New Year on a Saturday'],
  ['XNYS', '2023-01-02', 'closed', 'New Year of a Sunday'],
  ['XNYS', '2026-07-03', 'closed', 'Independence Day of a Saturday'],
  ['XNYS', '2026-07-02', '13:30-20:00', 'the day before it'],
  ['XNYS', '2025-07-03', '13:30-17:00 early', 'the day before Independence Day'],
  ['XNYS', '2024-11-29', '14:30-18:00 early', 'the day after Thanksgiving'],
  ['XNAS', '2025-12-24', '14:30-18:00 early', 'Christmas Eve'],
  ['XNYS', '2024-10-14', '13:30-20:00', 'Columbus Day, on which it trades'],

  // London Stock Exchange, business days; bank holidays by gov.uk.
  ['XLON', '2022-09-19', 'closed', "Queen Elizabeth II's funeral"],
  ['XLON', '2020-05-08', 'closed', 'the early May holiday, moved to VE Day'],
  ['XLON', '2020-05-04', '07:00-15:30', 'the Monday that it was moved from'],
  ['XLON', '2022-06-03', 'closed', 'the Platinum Jubilee'],
  ['XLON', '2023-05-08', 'closed', 'the Coronation'],
  ['XLON', '2024-12-24', '08:00-12:30 early', 'Christmas Eve'],
  ['XLON', '2022-12-30', '08:00-12:30 early', 'the last trading day of a year that ends on a Saturday'],
  ['XLON', '2024-03-28', '08:00-16:30', 'the Thursday before summer time and Easter of 2024'],
  ['XLON', '2024-04-02', '07:00-15:30', 'the Tuesday after both'],

  // JPX, market holidays; JPX, extension of trading hours with arrowhead 4.0.
  ['XTKS', '2024-11-01', '00:00-06:00 (02:30-03:30)', 'the last close at 15:00'],
  ['XTKS', '2024-11-05', '00:00-06:30 (02:30-03:30)', 'the first close at 15:30'],
  ['XTKS', '2024-11-04', 'closed', 'Culture Day of a Sunday'],
  ['XTKS', '2019-04-30', 'closed', "the Emperor's abdication, within Golden Week"],
  ['XTKS', '2019-05-02', 'closed', 'the day between two holidays of Golden Week'],
  ['XTKS', '2025-05-06', 'closed', 'Greenery Day of a Sunday, after Golden Week'],
  ['XTKS', '2025-05-02', '00:00-06:30 (02:30-03:30)', 'a Friday within Golden Week'],
  ['XTKS', '2021-07-23', 'closed', 'Sports Day, moved to the opening of the Olympics'],
  ['XTKS', '2021-10-11', '00:00-06:00 (02:30-03:30)', 'the Monday that it was moved from'],
  ['XTKS', '2019-10-22', 'closed', 'the Enthronement'],
  ['XTKS', '2026-09-22', 'closed', 'the day between two holidays of September 2026'],
  ['XTKS', '2025-12-31', 'closed', 'the last day of the year'],
  // JPX notice of 2020-10-01: a failure, for which the day had been open.
  ['XTKS', '2020-10-01', '00:00-06:00 (02:30-03:30)', 'the outage of a whole day, which is no holiday'],

  // HKEX, trading calendar and holiday schedule.
  ['XHKG', '2024-02-09', '01:30-04:00 early', 'the eve of Lunar New Year'],
  ['XHKG', '2024-02-12', 'closed', 'the third day of Lunar New Year'],
  ['XHKG', '2024-02-13', 'closed', 'the fourth day, for one on a Sunday'],
  ['XHKG', '2025-01-29', 'closed', 'Lunar New Year'],
  ['XHKG', '2023-01-20', '01:30-08:00 (04:00-05:00)', 'the Friday before a Lunar New Year on a Sunday'],
  ['XHKG', '2015-09-03', 'closed', 'the 70th anniversary of 1945'],
  ['XHKG', '2026-04-07', 'closed', 'the day after Easter Monday, which was the one after Ching Ming'],
  ['XHKG', '2025-12-24', '01:30-04:00 early', 'Christmas Eve'],
  // HKEX news releases of these days.
  ['XHKG', '2023-09-01', 'closed', 'typhoon Saola'],
  ['XHKG', '2023-09-08', 'closed', 'a black rainstorm warning that stood at noon'],
  ['XHKG', '2023-10-09', '06:00-08:00', 'typhoon Koinu: from 14:00'],
  ['XHKG', '2021-06-28', '05:30-08:00', 'a black rainstorm warning: from 13:30'],
  ['XHKG', '2022-11-02', '01:30-05:55 (04:00-05:00) early', 'typhoon Nalgae: signal 8 at 13:40'],
  // HKEX, severe weather trading from 2024-09-23: signal 10 was hoisted on this day.
  ['XHKG', '2025-09-24', '01:30-08:00 (04:00-05:00)', 'typhoon Ragasa, through which it traded'],

  // Deutsche Boerse, Xetra trading calendar.
  ['XETR', '2021-05-24', 'closed', 'the last Whit Monday that Xetra kept'],
  ['XETR', '2022-06-06', '07:00-15:30', 'the first on which it traded'],
  ['XETR', '2024-10-03', '07:00-15:30', 'the Day of German Unity'],
  ['XETR', '2017-10-31', 'closed', '500 years of the Reformation'],
  ['XETR', '2024-12-24', 'closed', 'Christmas Eve'],
  ['XETR', '2024-12-30', '08:00-13:00 early', 'the last trading day of the year'],
  ['XETR', '2024-05-01', 'closed', 'Labour Day'],

  // Euronext, holiday calendar; press release of 2018-10-18 for 2019.
  ['XPAR', '2019-12-24', '08:00-13:05 early', 'Christmas Eve'],
  ['XPAR', '2019-12-26', 'closed', 'Boxing Day'],
  ['XPAR', '2025-07-14', '07:00-15:30', 'Bastille Day, on which it trades'],
  ['XPAR', '2022-12-23', '08:00-16:30', 'the Friday before a Christmas Eve on a Saturday'],

  // TMX, TSX calendar.
  ['XTSE', '2024-08-05', 'closed', 'Civic Holiday'],
  ['XTSE', '2025-02-17', 'closed', 'Family Day'],
  ['XTSE', '2023-07-03', 'closed', 'Canada Day of a Saturday'],
  ['XTSE', '2021-12-28', 'closed', 'Boxing Day of a Sunday, after Christmas of a Saturday'],
  ['XTSE', '2024-12-24', '14:30-18:00 early', 'Christmas Eve'],
  ['XTSE', '2024-11-28', '14:30-21:00', 'the American Thanksgiving'],

  // SGX, trading calendar; Straits Times, 2017-07-18, on the mid-day break; Ministry of Manpower on holidays.
  ['XSES', '2017-11-10', '01:00-09:00', 'the last session without a mid-day break'],
  ['XSES', '2017-11-13', '01:00-09:00 (04:00-05:00)', 'the first with one'],
  ['XSES', '2025-01-28', '01:00-04:00 early', 'the eve of Chinese New Year'],
  ['XSES', '2025-01-30', 'closed', 'the second day of Chinese New Year'],
  ['XSES', '2015-08-07', 'closed', 'the jubilee of 50 years'],
  ['XSES', '2020-07-10', 'closed', 'Polling Day'],
  ['XSES', '2023-09-01', 'closed', 'the polling day of the presidential election'],
  ['XSES', '2024-06-17', 'closed', 'Hari Raya Haji'],
  ['XSES', '2026-11-09', 'closed', 'Deepavali of a Sunday'],

  // NZX, trading hours and holidays; daylight saving ends on the first Sunday of April, begins on the last of September.
  ['XNZE', '2025-04-04', '21:00-03:45', 'the Friday before daylight saving ended on 2025-04-06'],
  ['XNZE', '2025-04-07', '22:00-04:45', 'the Monday after it'],
  ['XNZE', '2022-06-24', 'closed', 'the first Matariki'],
  ['XNZE', '2022-09-26', 'closed', 'the day of mourning for Queen Elizabeth II'],
  ['XNZE', '2021-04-26', 'closed', 'ANZAC Day of a Sunday, which is kept in New Zealand'],
  ['XNZE', '2024-12-24', '21:00-23:45 early', 'Christmas Eve until 12:45'],

  // CME Group, holiday calendar, equity index products; notices of September 2015 and June 2021 on the daily hours.
  ['CMES', '2015-09-18', '22:00-21:15 (20:15-20:30)', 'the last close at 16:15'],
  ['CMES', '2015-09-21', '22:00-21:00 (20:15-20:30)', 'the first close at 16:00'],
  ['CMES', '2021-06-25', '22:00-21:00 (20:15-20:30)', 'the last break after the cash close'],
  ['CMES', '2021-06-28', '22:00-21:00', 'the first session without it'],
  ['CMES', '2024-03-11', '22:00-21:00', 'the session from the Sunday on which daylight saving began'],
  ['GLBX', '2026-01-19', '23:00-18:00 early', 'the same by its ISO 10383 code'],
  ['CMES', '2026-01-19', '23:00-18:00 early', 'Martin Luther King Day, halted at noon'],
  ['CMES', '2023-04-07', '22:00-13:15 early', 'the Good Friday of a jobs report, until 08:15'],
  ['CMES', '2024-03-29', 'closed', 'a Good Friday without one'],
  // CME Group press release of 2024-12-30.
  ['CMES', '2025-01-09', '23:00-14:30 early', 'the day of mourning for Jimmy Carter, until 08:30'],
  ['CMES', '2017-07-03', '22:00-17:15 early', 'the day before Independence Day, until 12:15'],

  // No exchange: from Sunday 17:00 to Friday 17:00 New York, and always.
  ['FX', '2024-03-11', '21:00-21:00', 'the first date in daylight saving'],
  ['FX', '2024-11-04', '22:00-22:00', 'the first date after it'],
  ['CRYPTO', '2024-12-25', '00:00-00:00', 'Christmas Day'],
];

describe('what exchanges have published', () => {
  it.each(FACTS)('%s %s: %s, %s', (code, date, expected) => {
    expect(told(code, date)).toBe(expected);
  });
});

const at = (iso: string): number => Date.parse(iso);

describe('what a calendar says of a moment', () => {
  const tokyo = calendarOf('XTKS');

  it.each([
    ['the opening is within the session', '2026-01-05T00:00:00Z', true],
    ['the millisecond before is not', '2026-01-04T23:59:59.999Z', false],
    ['lunch is not open', '2026-01-05T02:30:00Z', false],
    ['its last millisecond neither', '2026-01-05T03:29:59.999Z', false],
    ['its end is', '2026-01-05T03:30:00Z', true],
    ['the close is not within the session', '2026-01-05T06:30:00Z', false],
  ])('%s', (_, time, isOpen) => {
    expect(tokyo.isOpen(at(time))).toBe(isOpen);
  });

  it('a break is within the session, and its ends are a close and an opening', () => {
    const lunch = at('2026-01-05T03:00:00Z');
    expect(tokyo.session(lunch)?.date).toBe('2026-01-05');
    expect(tokyo.previousClose(lunch)).toBe(at('2026-01-05T02:30:00Z'));
    expect(tokyo.nextOpen(lunch)).toBe(at('2026-01-05T03:30:00Z'));
    expect(tokyo.previousOpen(lunch)).toBe(at('2026-01-05T00:00:00Z'));
    expect(tokyo.nextClose(lunch)).toBe(at('2026-01-05T06:30:00Z'));
  });

  it('an opening is not its own next one, and is its own previous one', () => {
    const open = at('2026-01-05T00:00:00Z');
    expect(tokyo.previousOpen(open)).toBe(open);
    expect(tokyo.nextOpen(open)).toBe(at('2026-01-05T03:30:00Z'));
  });

  it('foreign exchange goes over from one date to the next without closing', () => {
    const fx = calendarOf('FX');
    const rollover = at('2026-01-06T22:00:00Z');
    expect(fx.session(rollover - 1)?.date).toBe('2026-01-06');
    expect(fx.session(rollover)?.date).toBe('2026-01-07');
    expect(fx.nextClose(rollover)).toBe(at('2026-01-09T22:00:00Z'));
    expect(fx.previousOpen(rollover)).toBe(at('2026-01-04T22:00:00Z'));
  });

  it('crypto never closes', () => {
    const crypto = calendarOf('CRYPTO');
    expect(crypto.isOpen(at('2026-12-25T12:00:00Z'))).toBe(true);
    expect(crypto.sessionTimeBetween(at('2026-01-01T00:00:00Z'), at('2026-01-08T00:00:00Z'))).toBe(
      604_800_000,
    );
  });

  it('session time leaves out nights, lunch and weekends', () => {
    const friday = at('2026-01-09T06:29:00Z');
    const monday = at('2026-01-13T00:01:00Z'); // 2026-01-12 is Coming of Age Day
    expect(tokyo.sessionTimeBetween(friday, monday)).toBe(120_000);
    expect(tokyo.sessionTimeBetween(monday, friday)).toBe(-120_000);
  });

  it('knows nothing outside of its horizon', () => {
    const beyond = at('2029-01-03T03:00:00Z');
    expect(tokyo.isOpen(beyond)).toBe(false);
    expect(tokyo.session(beyond)).toBeUndefined();
    expect(tokyo.nextOpen(beyond)).toBeUndefined();
    expect(tokyo.previousClose(at('2014-12-31T00:00:00Z'))).toBeUndefined();
    expect(tokyo.sessions('2028-12-29', '2030-01-01').map(({ date }) => date)).toEqual(['2028-12-29']);
  });

  it('has what leads to the opening, and what follows the close moves with an early one', () => {
    const newYork = calendarOf('XNYS');
    const [session] = newYork.sessions('2025-12-24', '2025-12-24');
    expect(session?.pre).toEqual([at('2025-12-24T09:00:00Z'), at('2025-12-24T14:30:00Z')]);
    expect(session?.post?.[0]).toBe(at('2025-12-24T18:00:00Z'));
  });

  it('is built once', () => {
    expect(calendarOf('XTKS')).toBe(tokyo);
  });
});

describe("a calendar of one's own", () => {
  const own = {
    name: 'Desk',
    timeZone: 'Europe/Zurich',
    hours: [
      { open: '08:00', close: '18:00', breaks: [['12:00', '13:00']] },
      { days: ['saturday'], open: '10:00', close: '12:00' },
    ],
    holidays: ['2026-08-03'],
    earlyCloses: { '2026-08-04': '12:00' },
    horizon: { from: '2026-08-01', to: '2026-08-31' },
  } as const;
  const desk = calendarOf(own);

  it('has its own hours, holidays and early closes', () => {
    const days = desk.sessions('2026-08-01', '2026-08-05');
    expect(days.map(({ date, early }) => [date, early])).toEqual([
      ['2026-08-01', false],
      ['2026-08-04', true],
      ['2026-08-05', false],
    ]);
    expect(days[0]?.close).toBe(at('2026-08-01T10:00:00Z'));
    expect(days[1]?.breaks).toEqual([]);
  });

  it('is built once for the same definition', () => {
    expect(calendarOf(own)).toBe(desk);
  });
});
