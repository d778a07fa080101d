import { type FreshnessRequest, freshness, rows } from 'vedette';
import type { PolledOptions } from './options.ts';

export interface NewsFeedOptions
  extends Omit<PolledOptions, 'symbols' | 'groups' | 'named' | 'coverage' | 'due' | 'lag' | 'url'>,
    Pick<FreshnessRequest, 'auth' | 'headers'> {
  /** Of an RSS, Atom or JSON feed. */
  readonly url: string;
}

/**
 * A news feed: it answers, it can be read, and its newest item is young enough. News come around the clock, so the default
 * calendar never closes; one of `'XNYS'` asks in its session only and counts age in its session time.
 */
export function newsFeed({ id = 'news-feed', url, auth, headers, ...options }: NewsFeedOptions) {
  return freshness(id, {
    calendar: 'CRYPTO',
    every: '5m',
    limit: '2h',
    lag: false, // the newest item is all that is judged
    ...options,
    request: { url, ...(auth && { auth }), ...(headers && { headers }) },
    rows: rows.feed(),
  });
}
