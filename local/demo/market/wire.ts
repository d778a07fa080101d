import type { Quote } from './market.ts';

/** A quote as REST, the stream and the events tell it: `time` in ISO 8601 with milliseconds. */
export const told = ({ symbol, venue, time, ...rest }: Quote) => ({
  symbol,
  venue,
  time: new Date(time).toISOString(),
  ...rest,
});

const COLUMNS = ['symbol', 'venue', 'time', 'price', 'size', 'bid', 'ask', 'sequence'] as const;

/** Quotes as comma-separated values, with a header. Nothing in them needs quoting. */
export function csvOf(quotes: readonly Quote[]): string {
  const rows = quotes.map(told).map((quote) => COLUMNS.map((column) => quote[column]).join(','));
  return [COLUMNS.join(','), ...rows, ''].join('\n');
}
