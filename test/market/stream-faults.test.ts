import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { switchOff, switchOn } from '../../local/demo/client.ts';
import { type Exchange, startExchange } from '../../local/demo/exchange.ts';
import type { FaultName } from '../../local/demo/faults.ts';
import { FRAME_LENGTH } from '../../local/demo/market/frame.ts';
import type { Reason } from '../../model/reason.ts';
import type { State } from '../../model/result.ts';
import { type StreamOptions, stream } from '../../probes/stream/check.ts';
import { run } from '../probing.ts';
import { portsFor, SYMBOLS, socketOf } from './demo-stream.ts';

let exchange: Exchange;

beforeAll(async () => {
  exchange = await startExchange();
});
afterAll(() => exchange.close());
afterEach(() => switchOff(exchange.ports.http));

const SHARED = {
  calendar: 'CRYPTO',
  symbols: SYMBOLS,
  every: '10s',
  window: '2s',
  timeout: '9s',
  limits: { silence: '2s', latency: { p95: '500ms' } },
} as const;

const FIELDS = {
  symbol: 'symbol',
  time: 'time',
  price: 'price',
  bid: 'bid',
  ask: 'ask',
  sequence: 'sequence',
} as const;

const socket = (options: Partial<StreamOptions> = {}) =>
  stream('socket', {
    ...SHARED,
    ...socketOf(exchange),
    ticks: { where: { type: 'quote' }, fields: FIELDS },
    ...options,
  });

const events = () =>
  stream('events', {
    ...SHARED,
    url: `https://localhost:${exchange.ports.https}/v1/market/events?symbols=${SYMBOLS}`,
    ticks: { where: { '@event': 'quote' }, fields: FIELDS },
    heartbeats: { '@event': 'heartbeat' },
  });

const look = (definition: ReturnType<typeof stream>, token?: string) =>
  run(definition, portsFor(exchange, token));

/** The demo's frame, see its documentation. */
const decode = (data: string | Uint8Array): unknown => {
  if (typeof data === 'string') return JSON.parse(data);
  if (data.length !== FRAME_LENGTH) throw new Error(`a frame of ${data.length} bytes`);
  const frame = Buffer.from(data.buffer, data.byteOffset, data.length);
  return {
    type: 'quote',
    symbol: frame.toString('ascii', 0, 8).trimEnd(),
    time: frame.readBigUInt64BE(12),
    sequence: frame.readUInt32BE(20),
    price: frame.readUInt32BE(24) / 10_000,
    bid: frame.readUInt32BE(28) / 10_000,
    ask: frame.readUInt32BE(32) / 10_000,
  };
};

describe('the demo exchange without a fault', () => {
  it.each<[sentence: string, () => ReturnType<typeof stream>]>([
    ['over a WebSocket', socket],
    ['in binary', () => socket({ url: `${socketOf(exchange).url}?encoding=binary`, decode, time: 'ns' })],
    ['over server-sent events', events],
  ])('passes %s', async (_sentence, definition) => {
    const { state, message, attempts } = await look(definition());
    expect(message).toMatch(/^\d+ ticks of 10 symbols in 2(\.\d+)?s, which is 2\d % of the time$/);
    expect(state).toBe('passed');
    expect(attempts[0]?.measurements).toMatchObject({ lost_updates: 0, malformed: 0, silent_share: 0 });
    expect(attempts[0]?.measurements.heartbeats).toBeGreaterThan(0);
  });

  it('refuses another token, and it is told', async () => {
    const result = await look(socket(), 'another');
    expect(result).toMatchObject({ state: 'failed', reason: 'unexpected_ack' });
    expect(result.message).toMatch(/not authenticated.*closed the stream with code 4001/);
  });
});

/** What a fault needs to be seen, and seen alone. */
const OPTIONS: Partial<Record<FaultName, Partial<StreamOptions>>> = {
  // A connection is kept for 3 s.
  'stream-disconnect': { window: '5s' },
  // What strikes the tenth update of a symbol strikes them all at about the same time, each 5 s.
  'stream-gaps': { window: '6s' },
  'stream-malformed': { window: '6s' },
  // At half its speed a symbol may rest for nearly two seconds, and that is not what is looked for.
  'stream-slow': { limits: { silence: '10s', latency: SHARED.limits.latency } },
};

type Row = [fault: FaultName, State, Reason, message: RegExp];

describe('a fault of the demo exchange is named as what it is', () => {
  it.each<Row>([
    ['stream-freeze', 'failed', 'stream_silent', /^nothing( but \d+ pings?)? came in 2(\.\d+)?s, limit 2s$/],
    [
      'stream-heartbeats-only',
      'failed',
      'stream_silent',
      /^nothing but \d+ heartbeats?.* came in 2(\.\d+)?s, limit 2s$/,
    ],
    ['stream-gaps', 'failed', 'sequence_gap', /^\d+ updates? \(\d+(\.\d+)? %\) never came/],
    ['stream-slow', 'failed', 'ticks_late', /^ticks are .* late \(p95\), limit 500ms/],
    ['stream-disconnect', 'failed', 'stream_closed', /closed the stream with code 1011 "internal error"/],
    ['stream-malformed', 'failed', 'malformed_message', /^\d+ of \d+ messages cannot be read/],
    ['quotes-freeze', 'failed', 'stream_silent', /^nothing but \d+ heartbeats? came/],
    ['quotes-freeze-symbol', 'failed', 'symbols_silent', /^1 of 10 symbols is silent, BHP longest/],
    ['quotes-half', 'failed', 'symbols_silent', /^5 of 10 symbols are silent/],
    ['quotes-lag', 'failed', 'stream_silent', /^nothing but \d+ heartbeats? came/],
    [
      'quotes-zero',
      'failed',
      'price_not_positive',
      /^(\d+) of \1 ticks have a price of zero or less, \w+ first: 0$/,
    ],
    ['quotes-crossed', 'failed', 'book_crossed', /^(\d+) of \1 ticks bid more than they ask/],
    [
      'quotes-future',
      'failed',
      'future_stamp',
      /^(\d+) of \1 ticks are stamped in the future, \w+ first: 1\.5m ahead/,
    ],
    ['quotes-jump', 'failed', 'price_jump', /^\d+ of \d+ ticks jump, \w+ first: from/],
    ['quotes-sequence-back', 'failed', 'sequence_back', /^the sequence does not rise in \d+ of \d+ ticks/],
  ])('%s', async (fault, state, reason, message) => {
    await switchOn(exchange.ports.http, fault);
    const result = await look(socket(OPTIONS[fault]));
    expect(result.message).toMatch(message);
    expect(result).toMatchObject({ state, reason });
  });

  it('also over server-sent events', async () => {
    await switchOn(exchange.ports.http, 'stream-heartbeats-only');
    expect(await look(events())).toMatchObject({ state: 'failed', reason: 'stream_silent' });
  });
});
