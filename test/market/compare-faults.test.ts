import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runCheck } from '../../functions/runner/run-check.ts';
import { switchOff, switchOn } from '../../local/demo/client.ts';
import { type Exchange, startExchange } from '../../local/demo/exchange.ts';
import type { FaultName } from '../../local/demo/faults.ts';
import type { Reason } from '../../model/reason.ts';
import type { Result } from '../../model/result.ts';
import { type CompareOptions, compare } from '../../probes/compare/check.ts';
import { rows } from '../../probes/freshness/check.ts';
import { checksOf } from '../checks.ts';
import { runnerPorts } from '../probing.ts';
import { portsFor, SYMBOLS, socketOf } from './demo-stream.ts';

let exchange: Exchange;

beforeAll(async () => {
  exchange = await startExchange();
});
afterAll(() => exchange.close());
afterEach(() => switchOff(exchange.ports.http));

/** The exchange, polled and streamed, and the second vendor. */
const sources = (): CompareOptions['sources'] => [
  {
    name: 'exchange',
    request: { url: `https://localhost:${exchange.ports.https}/v1/market/quotes?symbols=${SYMBOLS}` },
    rows: rows.json('$.quotes[*]', { symbol: 'symbol', time: 'time', price: 'price' }),
  },
  {
    name: 'vendor',
    request: { url: `https://localhost:${exchange.ports.https}/vendor/v1/quotes?symbols=${SYMBOLS}` },
    rows: rows.json('$.data[*]', { symbol: 's', time: 't', price: 'p' }),
    time: 'ms',
  },
  {
    name: 'stream',
    stream: {
      ...socketOf(exchange),
      ticks: { where: { type: 'quote' }, fields: { symbol: 'symbol', time: 'time', price: 'price' } },
    },
  },
];

/** Compares as often as it is called, and remembers. */
async function comparing(): Promise<() => Promise<Result>> {
  const [check] = checksOf(
    compare('sides', {
      calendar: 'CRYPTO',
      sources: sources(),
      symbols: SYMBOLS,
      every: '10s',
      window: '3s',
      timeout: '9s',
      age: '1500ms',
    }),
  );
  if (!check) throw new Error('there is no check');
  const ports = await runnerPorts(portsFor(exchange));
  return () => runCheck({ check, dueAt: Date.now(), location: 'local' }, ports, new AbortController().signal);
}

describe('whose stall is it', () => {
  it('nobody has one without a fault', async () => {
    const result = await (await comparing())();
    expect(result.message).toMatch(/^10 symbols agree, [\d.]+m?s apart at most$/);
    expect(result).toMatchObject({ state: 'passed' });
    expect(result.attempts[0]?.measurements).toMatchObject({
      in_session: 1,
      symbols: 10,
      behind_share: 0,
      only_one: 0,
    });
  });

  type Row = [fault: FaultName, Reason, message: RegExp];

  it.each<Row>([
    [
      'vendor-freeze',
      'source_behind',
      /^vendor stands still in all 10 symbols: \w+ is [\d.]+s behind (exchange|stream), limit 1\.5s$/,
    ],
    [
      'quotes-freeze',
      'source_behind',
      /^(exchange|stream) stands still in all 10 symbols: \w+ is [\d.]+s behind vendor, limit 1\.5s$/,
    ],
    [
      'stream-freeze',
      'source_behind',
      /^stream stands still in all 10 symbols: \w+ is [\d.]+s behind (exchange|vendor), limit 1\.5s$/,
    ],
    ['stream-heartbeats-only', 'source_behind', /^stream stands still in all 10 symbols/],
    ['quotes-half', 'symbols_missing', /^exchange lacks 5 of 10 symbols: \w+, \w+, \w+ and 2 more$/],
    [
      'quotes-zero',
      'prices_diverge',
      /^prices of all 10 symbols are apart, \w+ most: .* 10000 bp, limit 50 bp$/,
    ],
  ])('%s', async (fault, reason, message) => {
    const look = await comparing();
    await switchOn(exchange.ports.http, fault);
    await look(); // what stands still is known by the second look
    const result = await look();
    expect(result.message).toMatch(message);
    expect(result).toMatchObject({ state: 'failed', reason });
  });

  it('a source that cannot be asked is named, and nothing is compared', async () => {
    await switchOn(exchange.ports.http, '500', '/vendor/v1/quotes');
    const result = await (await comparing())();
    expect(result).toMatchObject({ state: 'failed', reason: 'server_error' });
    expect(result.message).toMatch(/^vendor: expected status to be 2xx, got 500$/);
  });
});
