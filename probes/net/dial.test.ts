import { describe, expect, it } from 'vitest';
import { http } from '../../index.ts';
import { run, runAll, timed } from '../../test/probing.ts';
import { closedPort, httpTarget } from '../../test/targets.ts';
import { dialer } from './dial.ts';
import { AddressRefused } from './guard.ts';
import type { Address, Lookup } from './resolve.ts';

const ok = () => httpTarget((_request, response) => response.end('ok'));

const V4: Address = { address: '127.0.0.1', family: 4 };
const V6: Address = { address: '::1', family: 6 };

const failing =
  (code: string): Lookup =>
  async () => {
    throw Object.assign(new Error(`getaddrinfo ${code}`), { code });
  };

const named = (port: number, options: object = {}) =>
  http('named', { url: `http://target.example.com:${port}/`, timeout: '300ms', ...options });

describe('a name', () => {
  it.each([
    ['that does not exist', failing('ENOTFOUND'), 'dns_not_found', 'the name does not exist'],
    ['without an address', async () => [], 'dns_not_found', 'the name has no address'],
    [
      'that the resolver fails on',
      failing('EAI_AGAIN'),
      'dns_failed',
      'the name could not be resolved: EAI_AGAIN',
    ],
    [
      'that is never answered',
      () => new Promise<never>(() => {}),
      'dns_timeout',
      'the name was not resolved within 300ms',
    ],
  ] as const)('%s fails with a reason of its own', async (_, lookup, reason, message) => {
    const { result, tookMs } = await timed(named(80), { lookup });
    expect(result).toMatchObject({ state: 'failed', reason, message: `${message} (target.example.com)` });
    expect(tookMs).toBeLessThan(400);
  });

  it('is resolved once: the address that was checked is the one that is connected to', async () => {
    const target = await ok();
    let asked = 0;
    const lookup: Lookup = async () => [asked++ === 0 ? V4 : V6];
    const result = await run(named(target.port), { lookup });
    expect(result.state).toBe('passed');
    expect(asked).toBe(1);
  });

  it('on the public network is refused when its only addresses are private', async () => {
    const target = await ok();
    const result = await run(named(target.port, { network: 'public' }), { lookup: async () => [V4, V6] });
    expect(result).toMatchObject({
      state: 'errored',
      reason: 'address_refused',
      message: expect.stringMatching(/^target\.example\.com is at 127\.0\.0\.1, ::1, not a public address/),
    });
    expect(target.accepted()).toBe(0);
  });

  it('that is rebound a thousand times never leads to the private address', async () => {
    const target = await ok();
    let asked = 0;
    const publicly: Address = { address: '1.1.1.1', family: 4 };
    const answers = [[V4], [publicly, V4], [publicly], [V6, publicly]];
    const dial = dialer({ lookup: async () => answers[asked++ % answers.length] ?? [] });
    const { signal } = new AbortController();
    const request = { host: 'target.example.com', network: 'public', signal } as const;
    let refused = 0;
    for (let round = 0; round < 1_000; round++) {
      const found = await dial.resolve(request).catch((error: unknown) => error);
      if (found instanceof AddressRefused) refused += 1;
      else expect(found).toEqual([publicly]);
    }
    expect([asked, refused]).toEqual([1_000, 250]);
    const definitions = Array.from({ length: 50 }, (_, n) =>
      http(`rebound-${n}`, { url: `http://target.example.com:${target.port}/`, network: 'public' }),
    );
    const results = await runAll(definitions, { lookup: async () => (asked++ % 2 === 0 ? [V4] : [V6, V4]) });
    expect(new Set(results.map(({ reason }) => reason))).toEqual(new Set(['address_refused']));
    expect(target.accepted()).toBe(0);
  });

  it('with a dead address before a living one passes', async () => {
    const target = await ok();
    const result = await run(named(target.port, { timeout: '5s' }), {
      lookup: async () => [V6, V4],
    });
    expect(result.state).toBe('passed');
    await target.abandoned();
  });

  it('whose every address refuses is refused', async () => {
    const port = await closedPort();
    const result = await run(named(port), { lookup: async () => [V6, V4] });
    expect(result).toMatchObject({ state: 'failed', reason: 'connect_refused' });
  });
});
