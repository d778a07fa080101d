import { secret, stream } from 'vedette';
import { target } from './target.ts';

/** The most traded of each venue: a second without any of them is rare, five are an outage. */
const SYMBOLS = ['BHP', 'CBA', 'CSL', 'RIO', 'WES', 'NAB', 'JPM', 'V', 'MA', 'AZN', 'SHEL', 'HSBA'];

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
  symbols: SYMBOLS,
  every: '10s',
  window: '6s',
  time: 'iso',
  limits: { gap: '3s', silence: '5s', latency: { p95: '1s' } },
  labels: { severity: 'critical', category: 'business' },
} as const;

/** Quotes flow to members over the WebSocket, and heartbeats do not make a dead feed look alive. */
export const marketStream = stream('market-stream', {
  ...WATCHED,
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
});

/** The same for the web site, over server-sent events. */
export const marketEvents = stream('market-events', {
  ...WATCHED,
  url: `${target.secure}/v1/market/events?symbols=${SYMBOLS}`,
  ticks: { where: { '@event': 'quote' }, fields: FIELDS },
  heartbeats: { '@event': 'heartbeat' },
});
