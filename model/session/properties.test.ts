import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALENDAR_CODES, type Calendar, calendarOf, type Session } from './calendar.ts';

const FROM = Date.parse('2014-12-01T00:00:00Z');
const TO = Date.parse('2029-02-01T00:00:00Z');

const code = fc.constantFrom(...CALENDAR_CODES);
/** Any moment of the horizon and a little beyond, often within minutes of an opening or a close. */
const moment = fc.oneof(
  fc.integer({ min: FROM, max: TO }),
  fc
    .tuple(code, fc.nat(), fc.constantFrom('open', 'close'), fc.integer({ min: -2, max: 2 }))
    .map(([name, n, edge, away]) => {
      const sessions = everySession(calendarOf(name));
      return (sessions[n % sessions.length]?.[edge as 'open' | 'close'] ?? FROM) + away;
    }),
);

const everySession = (calendar: Calendar): readonly Session[] =>
  calendar.sessions('2015-01-01', '2028-12-31');

const RUNS = { numRuns: 500 };

describe('session time', () => {
  it('is additive: from a to b and on to c is from a to c', () => {
    fc.assert(
      fc.property(code, moment, moment, moment, (name, a, b, c) => {
        const { sessionTimeBetween: between } = calendarOf(name);
        expect(between(a, b) + between(b, c)).toBe(between(a, c));
      }),
      RUNS,
    );
  });

  it('is monotone, and never more than the time that went by', () => {
    fc.assert(
      fc.property(code, moment, fc.nat({ max: 400 * 86_400_000 }), (name, a, later) => {
        const time = calendarOf(name).sessionTimeBetween(a, a + later);
        expect(time).toBeGreaterThanOrEqual(0);
        expect(time).toBeLessThanOrEqual(later);
      }),
      RUNS,
    );
  });

  it('runs while the market is open, and stands still while it is not', () => {
    fc.assert(
      fc.property(code, moment, (name, t) => {
        const calendar = calendarOf(name);
        expect(calendar.sessionTimeBetween(t, t + 1)).toBe(calendar.isOpen(t) ? 1 : 0);
      }),
      RUNS,
    );
  });

  it('of a whole session is its length without its breaks', () => {
    for (const name of CALENDAR_CODES) {
      const calendar = calendarOf(name);
      const wrong = everySession(calendar).filter(({ open, close, breaks }) => {
        const rests = breaks.reduce((sum, [from, to]) => sum + to - from, 0);
        return calendar.sessionTimeBetween(open, close) !== close - open - rests;
      });
      expect(wrong).toEqual([]);
    }
  });
});

describe('openings and closes', () => {
  it('the next and the previous ones agree with isOpen', () => {
    fc.assert(
      fc.property(code, moment, (name, t) => {
        const { isOpen, previousOpen, previousClose, nextOpen, nextClose } = calendarOf(name);
        expect((previousOpen(t) ?? -1) > (previousClose(t) ?? -1)).toBe(isOpen(t));
        for (const opening of [previousOpen(t), nextOpen(t)]) {
          if (opening === undefined) continue;
          expect(isOpen(opening)).toBe(true);
          expect(isOpen(opening - 1)).toBe(false);
        }
        for (const close of [previousClose(t), nextClose(t)]) {
          if (close === undefined) continue;
          expect(isOpen(close)).toBe(false);
          expect(isOpen(close - 1)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('nothing changes between now and the nearer of the next ones', () => {
    fc.assert(
      fc.property(code, moment, fc.double({ min: 0, max: 1, noNaN: true }), (name, t, share) => {
        const { isOpen, nextOpen, nextClose } = calendarOf(name);
        const next = Math.min(nextOpen(t) ?? TO, nextClose(t) ?? TO);
        expect(isOpen(t + Math.floor(Math.max(0, next - 1 - t) * share))).toBe(isOpen(t));
      }),
      RUNS,
    );
  });

  it('a moment is open exactly where a session has it outside of its breaks', () => {
    fc.assert(
      fc.property(code, moment, (name, t) => {
        const calendar = calendarOf(name);
        const session = calendar.session(t);
        const rests = session?.breaks.some(([from, to]) => from <= t && t < to) ?? false;
        expect(calendar.isOpen(t)).toBe(session !== undefined && !rests);
      }),
      RUNS,
    );
  });
});

describe('sessions', () => {
  it.each(CALENDAR_CODES)('of %s are in order, apart, and on dates of their own', (name) => {
    const sessions = everySession(calendarOf(name));
    expect(sessions.length).toBeGreaterThan(3_000);
    const wrong = sessions.filter(({ date, open, close, breaks }, index) => {
      const before = sessions[index - 1];
      const isAfter = before === undefined || (before.close <= open && before.date < date);
      return !(
        isAfter &&
        open < close &&
        breaks.every(([from, to]) => open < from && from < to && to < close)
      );
    });
    expect(wrong).toEqual([]);
  });

  /** Lengths that hours and exceptions make; a change of the clocks would add one that is an hour off. */
  it.each(CALENDAR_CODES)('of %s have no length but those of its hours', (name) => {
    const lengths = new Set(everySession(calendarOf(name)).map(({ open, close }) => (close - open) / 60_000));
    expect([...lengths].sort((a, b) => a - b)).toEqual(LENGTHS[name]);
  });
});

/** Minutes from the opening to the close, breaks included: half days, interrupted days, ordinary days. */
const LENGTHS: Readonly<Record<(typeof CALENDAR_CODES)[number], readonly number[]>> = {
  XASX: [250, 360],
  XNYS: [210, 390],
  XNAS: [210, 390],
  XLON: [270, 510],
  XTKS: [360, 390],
  XHKG: [120, 150, 180, 265, 390],
  XETR: [300, 510],
  XPAR: [305, 510],
  XTSE: [210, 390],
  XSES: [180, 210, 480],
  XNZE: [165, 405],
  GLBX: [915, 930, 1140, 1155, 1380, 1395],
  CMES: [915, 930, 1140, 1155, 1380, 1395],
  FX: [1440],
  CRYPTO: [1440],
};
