import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { answers, dns, http, project, rcode } from '../../index.ts';
import type { Check } from '../../model/check.ts';
import type { Reason } from '../../model/reason.ts';
import { resolve } from '../../model/resolve.ts';
import type { Result, State } from '../../model/result.ts';
import { kinds } from '../../probes/kinds.ts';
import { demoVariables } from '../../test/cli/vedette.ts';
import { probeExchange } from '../../test/exchange-probing.ts';
import { switchOff, switchOn } from './client.ts';
import { type Exchange, startExchange } from './exchange.ts';
import { FAULT_NAMES, type FaultName } from './faults.ts';
import { FRONT_FAULTS } from './front/faults.ts';
import { LOGIN } from './orders.ts';

let exchange: Exchange;
let checks: ReadonlyMap<string, Check>;

beforeAll(async () => {
  exchange = await startExchange();
  checks = await checksOf(exchange);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await exchange.close();
});
afterEach(() => switchOff(exchange.ports.http));

/** What ends quickly in a test. */
const IN_TEST = { timeoutMs: 2_000, retry: 'none' } as const;

/** The checks that ship and need no browser, as they are on this exchange's ports, and a few of this test's own. */
async function checksOf({ ports }: Exchange): Promise<ReadonlyMap<string, Check>> {
  for (const [name, value] of Object.entries(demoVariables(ports))) vi.stubEnv(name, value);
  vi.stubEnv('VEDETTE_TARGET', '');
  const { default: shipped } = await import('../../checks/index.ts');
  const secure = `https://localhost:${ports.https}`;
  const asked = { name: 'exchange.demo', resolver: `127.0.0.1:${ports.dns}` };
  const own = [
    http('followed', { url: `http://localhost:${ports.http}/health` }),
    http('impatient', { url: `${secure}/health`, thresholds: { failed: '500ms' } }),
    http('stranger', { url: `${secure}/v1/quotes`, query: { symbol: 'NOPE' } }),
    dns('six', { ...asked, record: 'AAAA', transport: 'tcp', expect: [answers.each.is('::1')] }),
    dns('servers', { ...asked, record: 'NS', expect: [answers.each.is('ns.exchange.demo')] }),
    dns('authority', { ...asked, record: 'SOA', expect: [answers.count.is(1)] }),
    dns('nobody', { ...asked, name: 'nobody.exchange.demo', expect: [rcode.is('NXDOMAIN')] }),
  ];
  const beside = project({ home: 'ap-southeast-2', defaults: { network: 'private' }, checks: own });
  const resolved = [shipped, beside].map((one) => resolve(one, kinds));
  expect(resolved.flatMap(({ findings }) => findings)).toEqual([]);
  const light = resolved.flatMap(({ checks }) => checks).filter(({ lane }) => lane === 'light');
  return new Map(light.map((check) => [check.id, { ...check, ...IN_TEST }]));
}

function probe(id: string): Promise<Result> {
  const check = checks.get(id);
  if (!check) throw new Error(`no check ${id}`);
  return probeExchange(exchange, check);
}

describe('a demo exchange without a fault', () => {
  it('passes every check that ships and needs no browser, and speaks DNS', async () => {
    const results = await Promise.all([...checks.keys()].map(probe));
    const bad = results.filter(({ state }) => state !== 'passed').map(({ check }) => check);
    const light = Object.values(kinds)
      .filter(({ lane }) => lane !== 'browser')
      .map(({ kind }) => kind);
    expect(results.map(({ kind }) => kind)).toEqual(expect.arrayContaining(light));
    expect(bad).toEqual(['stranger']);
  });

  it('does not know every symbol', async () => {
    expect(await probe('stranger')).toMatchObject({ state: 'failed', reason: 'unexpected_status' });
  });
});

const SEEN: readonly (readonly [sentence: string, FaultName, check: string, State, Reason])[] = [
  ['slow, over a limit that degrades', 'slow', 'quote', 'degraded', 'too_slow'],
  ['slow, over a limit that fails', 'slow', 'impatient', 'failed', 'too_slow'],
  ['a 500', '500', 'health', 'failed', 'server_error'],
  ['a 500 on the plain port', '500', 'site-redirect', 'failed', 'server_error'],
  ['a 500 on the way through the order API', '500', 'orders', 'failed', 'server_error'],
  ['a wrong page', 'wrong-body', 'site', 'failed', 'unexpected_body'],
  ['a wrong JSON body', 'wrong-body', 'quote', 'failed', 'unexpected_body'],
  ['a log-in without a token', 'wrong-body', 'orders', 'failed', 'extraction_failed'],
  ['a body that does not end in time', 'slow-body', 'health', 'failed', 'body_timeout'],
  ['a body that ends too soon', 'truncated-body', 'quote', 'failed', 'body_truncated'],
  [
    'a body that ends too soon, on the plain port',
    'truncated-body',
    'site-redirect',
    'failed',
    'body_truncated',
  ],
  ['a gzip bomb', 'bomb', 'health', 'failed', 'body_too_large'],
  ['a reset over TLS', 'reset', 'health', 'failed', 'connection_reset'],
  ['a reset on the plain port', 'reset', 'site-redirect', 'failed', 'connection_reset'],
  ['no answer', 'hang', 'health', 'failed', 'response_timeout'],
  ['a refused log-in', 'login-fails', 'orders', 'failed', 'unexpected_status'],
  ['a token that expires', 'token-expires', 'orders', 'failed', 'unexpected_status'],
  ['an expired certificate', 'expired-certificate', 'site', 'failed', 'certificate_expired'],
  [
    'an expired certificate, by the check of it',
    'expired-certificate',
    'certificate',
    'failed',
    'certificate_expired',
  ],
  [
    'a certificate for another name',
    'wrong-host-certificate',
    'certificate',
    'failed',
    'certificate_wrong_host',
  ],
  [
    'a certificate that vouches for itself',
    'self-signed-certificate',
    'certificate',
    'failed',
    'certificate_self_signed',
  ],
  [
    'a chain with a gap',
    'chain-without-intermediate',
    'certificate',
    'failed',
    'certificate_chain_incomplete',
  ],
  ['a Logon that is rejected', 'fix-reject', 'fix-gateway', 'failed', 'unexpected_response'],
  ['a Logon that is not answered', 'fix-silent', 'fix-gateway', 'failed', 'response_timeout'],
  ['a gateway whose port is closed', 'fix-refused', 'fix-gateway', 'failed', 'connect_refused'],
  ['a name server that fails', 'dns-servfail', 'public-name', 'failed', 'dns_failed'],
  ['a name that is gone', 'dns-nxdomain', 'public-name', 'failed', 'dns_not_found'],
  ['a name server that is silent', 'dns-silent', 'public-name', 'failed', 'dns_timeout'],
  ['a name that leads elsewhere', 'dns-wrong-address', 'public-name', 'failed', 'unexpected_answer'],
];

describe('a fault of the demo exchange', () => {
  it('is in the table above, each but those of the web front, which only a browser sees', () => {
    const unseen = FAULT_NAMES.filter((name) => !SEEN.some(([, fault]) => fault === name));
    expect(unseen).toEqual(Object.keys(FRONT_FAULTS));
  });

  it.each(SEEN)('is seen as what it is: %s', async (_sentence, fault, check, state, reason) => {
    await switchOn(exchange.ports.http, fault);
    expect(await probe(check)).toMatchObject({ state, reason });
    await switchOff(exchange.ports.http, fault);
    expect(await probe(check)).toMatchObject({ state: 'passed' });
  });

  it('names the step of the order API that it strikes, and logs out', async () => {
    await switchOn(exchange.ports.http, '500', '/v1/portfolio');
    const result = await probe('orders');
    expect(result.message).toBe('step "portfolio": expected status to be 2xx, got 500');
    const made = result.attempts[0]?.assertions.map(({ assertion }) => assertion);
    expect(made).toContain('log out: status to be 2xx');
    expect(made).not.toContain('order: status to be 2xx');
  });

  it('brings no password and no token to light', async () => {
    await switchOn(exchange.ports.http, 'wrong-body', '/v1/session');
    const told = JSON.stringify(await probe('orders'));
    expect(told).not.toContain(LOGIN.password);
    await switchOff(exchange.ports.http);
    await switchOn(exchange.ports.http, '500', '/v1/session');
    expect(JSON.stringify(await probe('orders'))).not.toContain(LOGIN.password);
  });

  it('of the certificate leaves the FIX gateway alone', async () => {
    await switchOn(exchange.ports.http, 'expired-certificate');
    expect(await probe('fix-gateway')).toMatchObject({ state: 'passed' });
  });

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
    const own = await startExchange();
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
