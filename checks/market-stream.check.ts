import { compare, rows, secret, stream } from 'vedette';
import { LIQUID } from './market.check.ts';
import { target } from './target.ts';

const FIELDS = {
  symbol: 'symbol',
  time: 'time',
  price: 'price',
  bid: 'bid',
  ask: 'ask',
  sequence: 'sequence',
} as const;

const WATCHED = {
  calendar: target.calendar,
  symbols: LIQUID,
  every: '10s',
  window: '6s',
  time: 'iso',
  limits: { gap: '3s', silence: '5s', latency: { p95: '1s' } },
  labels: { severity: 'critical', category: 'business' },
} as const;

const SOCKET = {
  url: `${target.stream}/v1/market/stream`,
  open: [
    {
      send: { action: 'auth', token: secret('market/stream-token') },
      expect: { type: 'auth', status: 'ok' },
    },
    { send: { action: 'subscribe', symbols: '{{symbols}}' }, expect: { type: 'subscribed' } },
  ],
  ticks: { where: { type: 'quote' }, fields: FIELDS },
  heartbeats: { type: 'heartbeat' },
} as const;

/** Quotes flow to members over the WebSocket, and heartbeats do not make a dead feed look alive; on one machine, all the time. */
export const marketStream = stream('market-stream', { ...WATCHED, ...SOCKET, keepOpen: true });

/** The same for the web site, over server-sent events. */
export const marketEvents = stream('market-events', {
  ...WATCHED,
  url: `${target.secure}/v1/market/events?symbols=${LIQUID}`,
  ticks: { where: { '@event': 'quote' }, fields: FIELDS },
  heartbeats: { '@event': 'heartbeat' },
});

/** What is known of the market from elsewhere; where nobody sells it to us, the exchange is held against itself. */
const vendor = target.vendor && {
  name: 'vendor',
  request: { url: `${target.vendor}?symbols=${LIQUID}` },
  rows: rows.json('$.data[*]', { symbol: 's', time: 't', price: 'p' }),
  time: 'ms' as const,
};

/** When quotes stand still: whose they are. */
export const marketSides = compare('market-sides', {
  calendar: target.calendar,
  every: '10s',
  sources: [
    {
      name: 'exchange',
      request: { url: `${target.secure}/v1/market/quotes?symbols=${LIQUID}` },
      rows: rows.json('$.quotes[*]', FIELDS),
    },
    ...(vendor ? [vendor] : []),
    { name: 'stream', stream: SOCKET },
  ],
  symbols: LIQUID,
  labels: { severity: 'critical', team: 'quant', category: 'business' },
});
