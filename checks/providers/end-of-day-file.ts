import { type FreshnessOptions, type FreshnessRequest, freshness, rows } from 'vedette';
import type { PolledOptions } from './options.ts';

export interface EndOfDayFileOptions
  extends Omit<PolledOptions, 'url' | 'due'>,
    Pick<FreshnessRequest, 'auth' | 'headers' | 'query'> {
  /** The whole address of the file, which is the same every day. */
  readonly url: string;
  /** Names in its header. `time` is the trading day of a row, as `2026-11-27` or `20261127`. */
  readonly columns: Extract<Parameters<typeof rows.csv>[0], object> & { readonly time: string };
  /** @default ',' */
  readonly separator?: string;
  /** The time of day, HH:MM, at which the file of a trading day must be there. @default '18:30' */
  readonly by?: string;
  /** Whose clock that is, and whose days. @default 'America/New_York' */
  readonly zone?: string;
}

/** A file that is out once a trading day: by 18:30 in New York, on the days that its exchange trades, it is of that day. */
export function endOfDayFile({
  id = 'end-of-day-file',
  url,
  auth,
  headers,
  query,
  columns,
  separator = ',',
  by = '18:30',
  zone = 'America/New_York',
  ...options
}: EndOfDayFileOptions) {
  const request: FreshnessOptions['request'] = {
    url,
    ...(auth && { auth }),
    ...(headers && { headers }),
    ...(query && { query }),
  };
  return freshness(id, {
    calendar: 'XNYS',
    every: '15m',
    timeout: '30s',
    ...options,
    due: { by, zone },
    request,
    rows: rows.csv(columns, { separator }),
    time: { zone },
  });
}
