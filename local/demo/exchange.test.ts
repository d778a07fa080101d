import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../functions/platform/clock.ts';
import { lagMeter } from '../../functions/platform/lag.ts';
import { environmentSecrets } from '../../functions/platform/secrets.ts';
import { Gate } from '../../functions/runner/gate.ts';
import { runCheck } from '../../functions/runner/run-check.ts';
import { header, http, jsonPath, project, status, text } from '../../index.ts';
import type { Check } from '../../model/check.ts';
import type { Reason } from '../../model/reason.ts';
import { resolve } from '../../model/resolve.ts';
import type { Result, State } from '../../model/result.ts';
import { kinds } from '../../probes/kinds.ts';
import { loadProbe } from '../../probes/load.ts';
import { dialer } from '../../probes/net/dial.ts';
import { switchOff, switchOn } from './client.ts';
import { type Exchange, startExchange } from './exchange.ts';
import type { FaultName } from './faults.ts';

let exchange: Exchange;
let checks: ReadonlyMap<string, Check>;

beforeAll(async () => {
  exchange = await startExchange({ http: 0, https: 0 });
  checks = checksOf(exchange);
});
afterAll(() => exchange.close());
afterEach(() => switchOff(exchange.ports.http));

/** The checks that ship, on this exchange's own ports. */
function checksOf({ ports }: Exchange): ReadonlyMap<string, Check> {
  const secure = `https://localhost:${ports.https}`;
  const definitions = [
    http('site', { url: `${secure}/`, expect: [status.is(200), text.contains('Demo Exchange')] }),
    http('redirect', {
      url: `http://localhost:${ports.http}/`,
      redirects: 0,
      expect: [status.is(301), header('location').matches(/^https:/)],
    }),
    http('followed', { url: `http://localhost:${ports.http}/health` }),
    http('health', {
      url: `${secure}/health`,
      expect: [jsonPath('$.status').is('ok'), jsonPath('$.database').is('up')],
    }),
    http('quote', {
      url: `${secure}/v1/quotes`,
      query: { symbol: 'BHP' },
      expect: [jsonPath('$.symbol').is('BHP'), jsonPath('$.price').above(0)],
      thresholds: { degraded: '500ms' },
    }),
    http('impatient', { url: `${secure}/health`, thresholds: { failed: '500ms' } }),
    http('stranger', { url: `${secure}/v1/quotes`, query: { symbol: 'NOPE' } }),
  ];
  const settings = { network: 'private', timeout: '2s', every: '10s' } as const;
  const resolved = resolve(
    project({ home: 'ap-southeast-2', defaults: settings, checks: definitions }),
    kinds,
  );
  expect(resolved.findings).toEqual([]);
  return new Map(resolved.checks.map((check) => [check.id, check]));
}

async function probe(id: string): Promise<Result> {
  const check = checks.get(id);
  if (!check) throw new Error(`no check ${id}`);
  const dial = dialer({ extraRoots: [exchange.authority] });
  const ports = {
    clock: systemClock,
    dial,
    secrets: environmentSecrets({}),
    loadProbe,
    gate: new Gate(),
    lag: lagMeter(),
  };
  const job = { check, dueAt: Date.now(), location: 'local' };
  return runCheck(job, ports, new AbortController().signal);
}

describe('a demo exchange without a fault', () => {
  it.each(['site', 'redirect', 'followed', 'health', 'quote'])('passes %s', async (id) => {
    expect(await probe(id)).toMatchObject({ state: 'passed' });
  });

  it('does not know every symbol', async () => {
    expect(await probe('stranger')).toMatchObject({ state: 'failed', reason: 'unexpected_status' });
  });
});

interface Seen {
  readonly fault: FaultName;
  readonly check: string;
  readonly state: State;
  readonly reason: Reason;
}

const SEEN: Record<string, Seen> = {
  'slow, over a limit that degrades': {
    fault: 'slow',
    check: 'quote',
    state: 'degraded',
    reason: 'too_slow',
  },
  'slow, over a limit that fails': { fault: 'slow', check: 'impatient', state: 'failed', reason: 'too_slow' },
  'a 500': { fault: '500', check: 'health', state: 'failed', reason: 'server_error' },
  'a 500 on the plain port': { fault: '500', check: 'redirect', state: 'failed', reason: 'server_error' },
  'a wrong page': { fault: 'wrong-body', check: 'site', state: 'failed', reason: 'unexpected_body' },
  'a wrong JSON body': { fault: 'wrong-body', check: 'quote', state: 'failed', reason: 'unexpected_body' },
  'a reset over TLS': { fault: 'reset', check: 'health', state: 'failed', reason: 'connection_reset' },
  'a reset on the plain port': {
    fault: 'reset',
    check: 'redirect',
    state: 'failed',
    reason: 'connection_reset',
  },
  'an expired certificate': {
    fault: 'expired-certificate',
    check: 'site',
    state: 'failed',
    reason: 'certificate_expired',
  },
  'no answer': { fault: 'hang', check: 'health', state: 'failed', reason: 'response_timeout' },
};

describe('a fault of the demo exchange', () => {
  it.each(Object.entries(SEEN))(
    'is seen as what it is: %s',
    async (_name, { fault, check, state, reason }) => {
      await switchOn(exchange.ports.http, fault);
      expect(await probe(check)).toMatchObject({ state, reason });
      await switchOff(exchange.ports.http, fault);
      expect(await probe('health')).toMatchObject({ state: 'passed' });
    },
  );

  it('strikes the one path that it is limited to', async () => {
    await switchOn(exchange.ports.http, '500', '/v1/quotes');
    expect(await probe('quote')).toMatchObject({ reason: 'server_error' });
    expect(await probe('health')).toMatchObject({ state: 'passed' });
  });

  it('leaves others that are on as they are', async () => {
    await switchOn(exchange.ports.http, '500');
    await switchOn(exchange.ports.http, 'slow');
    const { reason, phases } = await probe('health');
    expect(reason).toBe('server_error');
    expect(phases.ttfb).toBeGreaterThan(1_400);
  });
});

describe('closing a demo exchange', () => {
  it('does not wait for a request that hangs, nor for a handshake that never comes', async () => {
    const own = await startExchange({ http: 0, https: 0 });
    await switchOn(own.ports.http, 'hang');
    const { connect } = await import('node:net');
    const silent = connect(own.ports.https, '127.0.0.1').on('error', () => {});
    const hanging = fetch(`http://127.0.0.1:${own.ports.http}/`).catch((error: Error) => error.name);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const began = performance.now();
    await own.close();
    expect(performance.now() - began).toBeLessThan(500);
    expect(await hanging).toBe('TypeError');
    silent.destroy();
  });
});
