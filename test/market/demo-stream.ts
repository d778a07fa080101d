import type { Exchange } from '../../local/demo/exchange.ts';
import { STREAM_TOKEN } from '../../local/demo/market/websocket.ts';
import { secret } from '../../model/secret.ts';
import { dialer } from '../../probes/net/dial.ts';
import type { Ports } from '../probing.ts';

/** Symbols of the demo exchange: each ticks every half second, give or take. */
export const SYMBOLS = ['BHP', 'CBA', 'CSL', 'RIO', 'WES', 'NAB', 'WBC', 'ANZ', 'MQG', 'FMG'];

/** Where the demo exchange streams quotes, and what it wants to hear first. */
export const socketOf = ({ ports }: Exchange) => ({
  url: `wss://localhost:${ports.https}/v1/market/stream`,
  open: [
    { send: { action: 'auth', token: secret('stream') }, expect: { type: 'auth', status: 'ok' } },
    { send: { action: 'subscribe', symbols: '{{symbols}}' }, expect: { type: 'subscribed' } },
  ] as const,
  heartbeats: { type: 'heartbeat' },
});

/** What a machine has that trusts the demo exchange and knows its token. */
export const portsFor = ({ authority }: Exchange, token: string = STREAM_TOKEN): Ports => ({
  secrets: { stream: token },
  dial: () => dialer({ extraRoots: [authority] }),
});
