import { describe, expect, it } from 'vitest';
import { http } from '../../index.ts';
import { run, timed } from '../../test/probing.ts';
import { closedPort, httpTarget } from '../../test/targets.ts';
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
