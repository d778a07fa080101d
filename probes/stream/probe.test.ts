import { describe, expect, it } from 'vitest';
import type { Reason } from '../../model/reason.ts';
import type { State } from '../../model/result.ts';
import { run } from '../../test/probing.ts';
import { beating, type Serve, streamTarget, ticking } from '../../test/stream-targets.ts';
import type { Target } from '../../test/targets.ts';
import { type StreamOptions, stream } from './check.ts';

const watching = ({ url }: Pick<Target, 'url'>, options: Partial<StreamOptions> = {}, secrets = {}) =>
  run(
    stream('quotes', {
      url,
      calendar: 'CRYPTO',
      window: '1s',
      timeout: '6s',
      symbols: ['BHP', 'CBA'],
      ticks: {
        where: { type: 'quote' },
        fields: { symbol: 'symbol', time: 'time', price: 'price', sequence: 'sequence' },
      },
      heartbeats: { type: 'heartbeat' },
      ...options,
    }),
    { secrets },
  );

describe('the verdict on a stream', () => {
  it.each<
    [sentence: string, serve: Serve, Partial<StreamOptions>, State, Reason | undefined, message: RegExp]
  >([
    ['one that ticks holds', (socket) => ticking(socket), {}, 'passed', undefined, /everything held/],
    [
      'heartbeats and pings do not make a dead feed look alive',
      (socket) => beating(socket),
      {},
      'failed',
      'stream_silent',
      /^nothing but \d+ heartbeats and \d+ pings came in 1s, limit 1s$/,
    ],
  ])('%s', async (_sentence, serve, options, state, reason, message) => {
    const result = await watching(await streamTarget(serve), options);
    expect(result).toMatchObject({ state, ...(reason && { reason }) });
    expect(result.message).toMatch(message);
  });
});
