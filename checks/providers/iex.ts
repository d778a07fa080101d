import { freshness, rows, type Secret } from 'vedette';
import type { PolledOptions } from './options.ts';

export interface IexLastOptions extends PolledOptions {
  /** IEX Cloud closed on 2024-08-31: name the service that has kept its shape. */
  readonly url: string;
  readonly token?: Secret;
  readonly symbols: readonly string[];
}

/**
 * The last sale of each symbol as IEX's `tops/last` gives it: a list of symbol, price, size and time in epoch milliseconds
 * (https://github.com/schardtbc/iexcloudR/blob/master/R/tops.service.R shows a client of it).
 */
export function iexLast({ id = 'iex-last', url, token, ...options }: IexLastOptions) {
  return freshness(id, {
    calendar: 'XNYS',
    ...options,
    request: {
      url: `${url}/tops/last`,
      query: { symbols: options.symbols.join(','), ...(token && { token }) },
    },
    rows: rows.json('$[*]', { symbol: 'symbol', time: 'time', price: 'price', size: 'size' }),
    time: 'ms',
  });
}
