import { type Answer, json, withHeaders } from '../answer.ts';
import { LISTINGS, type Listing } from './listings.ts';
import type { Market } from './market.ts';
import { csv } from './quote-api.ts';
import { START } from './rhythm.ts';
import type { EndOfDayRules } from './rules.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A day ends at 22:00 UTC; its file is out at 22:15, before 18:30 in New York all year round. Weekends have none. */
const CUT_MS = 22 * HOUR_MS;
const PUBLISHED_MS = CUT_MS + HOUR_MS / 4;

/** Sampled shares stand for all that were traded. */
const SHARES_PER_SAMPLED = 100;

const PATH = /^\/eod\/(?:prices-(\d{4}-\d{2}-\d{2})|latest)\.csv$/;

interface FileSources {
  readonly market: Market;
  readonly rules: EndOfDayRules;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** `/eod/prices-2026-11-25.csv` and `/eod/latest.csv`; `undefined` for another path. */
export function endOfDayAnswer({ pathname }: URL, { market, rules, now }: FileSources): Answer | undefined {
  const asked = PATH.exec(pathname);
  if (!asked) return undefined;
  const latest = latestDay(now, rules.missing);
  const day = asked[1] === undefined ? latest : Date.parse(asked[1]);
  const isThere = day > START && day <= latest && isTradingDay(day);
  return isThere ? fileOf(day, market) : json(404, { error: 'there is no file of this day' });
}

const isTradingDay = (day: number): boolean => ![0, 6].includes(new Date(day).getUTCDay());

/** Midnight of the latest day whose file is out, less the files that are missing. */
function latestDay(now: number, missing: number): number {
  const last = Math.floor((now - PUBLISHED_MS) / DAY_MS) * DAY_MS;
  if (!isTradingDay(last)) return latestDay(now - DAY_MS, missing);
  return missing > 0 ? latestDay(now - DAY_MS, missing - 1) : last;
}

function fileOf(day: number, market: Market): Answer {
  const date = new Date(day).toISOString().slice(0, 10);
  const rows = LISTINGS.map((listing) => `${date},${rowOf(listing, market, day + CUT_MS)}`);
  const file = csv(['date,symbol,venue,open,high,low,close,volume', ...rows, ''].join('\n'));
  return withHeaders(file, { 'last-modified': new Date(day + PUBLISHED_MS).toUTCString() });
}

function rowOf(listing: Listing, market: Market, end: number): string {
  const samples = Array.from({ length: 25 }, (_, hours) =>
    market.quoteAt(listing, end - DAY_MS + hours * HOUR_MS),
  );
  const prices = samples.map(({ price }) => price);
  const volume = SHARES_PER_SAMPLED * samples.reduce((sum, { size }) => sum + size, 0);
  const { symbol, venue } = listing;
  return [symbol, venue, prices[0], Math.max(...prices), Math.min(...prices), prices.at(-1), volume].join(
    ',',
  );
}
