import type { Reason } from '../model/reason.ts';
import type { State } from '../model/result.ts';
import { type StreamOptions, stream } from '../probes/stream/check.ts';
import { type Ports, run } from './probing.ts';
import type { Serve } from './stream-targets.ts';
import type { Target } from './targets.ts';

/** A stream of two symbols, watched for half a second. */
export const quotes = ({ url }: Pick<Target, 'url'>, options: Partial<StreamOptions> = {}) =>
  stream('quotes', {
    url: url.replace(/^http/, 'ws'),
    calendar: 'CRYPTO',
    window: '500ms',
    timeout: '8s',
    symbols: ['BHP', 'CBA'],
    ticks: {
      where: { type: 'quote' },
      fields: { symbol: 'symbol', time: 'time', price: 'price', sequence: 'sequence' },
    },
    heartbeats: { type: 'heartbeat' },
    ...options,
  });

/** Watches such a stream once. */
export const watching = (
  target: Pick<Target, 'url'>,
  options: Partial<StreamOptions> = {},
  ports: Ports = {},
) => run(quotes(target, options), ports);

/** The time so many milliseconds ago, as a tick has it. */
export const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

/** What a target serves, how it is watched, and what the verdict on it is. */
export type WatchRow = [
  sentence: string,
  serve: Serve,
  Partial<StreamOptions>,
  State,
  Reason | undefined,
  message: RegExp,
];
