import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { header, http, secret, status } from '../../index.ts';
import { type Opening, run } from '../../test/probing.ts';
import { httpsTarget, httpTarget, localCertificate, type Target } from '../../test/targets.ts';
import type { Dial } from '../net/dial.ts';
import type { HttpOptions } from './check.ts';

type Answers = Record<string, readonly [status: number, location?: string]>;

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that redirects as told, by path, and remembers what it was asked. */
async function redirecting(answers: Answers): Promise<Target & { readonly asked: Asked[] }> {
  const asked: Asked[] = [];
  const target = await httpTarget(async (request, response) => {
    const { method, url, headers } = request;
    const body = (await request.toArray()).join('');
    asked.push({ method, url, headers, body });
    const [code, location] = answers[url ?? ''] ?? [200];
    response.writeHead(code, location === undefined ? {} : { location }).end('here');
  });
  return { ...target, asked };
}

const follow = (url: string, options: Partial<HttpOptions> = {}, ports?: Parameters<typeof run>[1]) =>
  run(http('redirected', { url, timeout: '2s', ...options }), ports);

describe('redirects', () => {
  it('are followed, relative and absolute, each over a connection of its own', async () => {
    const last = await redirecting({});
    const target = await redirecting({
      '/': [301, 'next?a=1'],
      '/next?a=1': [302, `//127.0.0.1:${last.port}/last#part`],
    });
    expect((await follow(target.url)).state).toBe('passed');
    expect(target.asked.map(({ url }) => url)).toEqual(['/', '/next?a=1']);
    expect(last.asked.map(({ url }) => url)).toEqual(['/last']);
    expect([target.accepted(), last.accepted()]).toEqual([2, 1]);
    await target.abandoned();
  });

  it('add up in the phases and are counted', async () => {
    const target = await redirecting({ '/': [301, '/a'], '/a': [301, '/b'] });
    const result = await follow(target.url);
    expect(result.state).toBe('passed');
    expect(result.attempts[0]?.measurements.redirects).toBe(2);
    expect(target.accepted()).toBe(3);
  });

  it('are the answer itself when none are to be followed', async () => {
    const target = await redirecting({ '/': [301, 'https://example.com/'] });
    const expectations = [status.is(301), header('location').is('https://example.com/')];
    const result = await follow(target.url, { redirects: 0, expect: expectations });
    expect(result.state).toBe('passed');
    expect(target.accepted()).toBe(1);
  });

  it.each([300, 304, 305])('are not made by a %i', async (code) => {
    const target = await redirecting({ '/': [code, '/next'] });
    expect(await follow(target.url)).toMatchObject({ state: 'failed', reason: 'unexpected_status' });
    expect(target.accepted()).toBe(1);
  });

  it('end at the limit', async () => {
    const target = await redirecting({ '/': [302, '/'] });
    const result = await follow(target.url, { redirects: 3 });
    expect(result).toMatchObject({
      state: 'failed',
      reason: 'redirect_limit',
      message: `still redirected after 3 redirects (${target.url} redirects to "/")`,
    });
    expect(target.accepted()).toBe(4);
    await target.abandoned();
  });

  it.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [307, 'POST', 'POST', 'data'],
    [308, 'PUT', 'PUT', 'data'],
    [302, 'HEAD', 'HEAD', ''],
  ] as const)('after a %i a %s goes on as %s', async (code, method, expected, body) => {
    const target = await redirecting({ '/': [code, '/next'] });
    await follow(target.url, { method, ...(method !== 'HEAD' && { body: 'data' }) });
    expect(target.asked[1]).toMatchObject({ method: expected, body });
  });

  it('to another origin leave the credentials behind', async () => {
    const other = await redirecting({});
    const target = await redirecting({ '/': [302, '/same'], '/same': [302, `${other.url}/`] });
    const auth = { bearer: secret('token') };
    const headers = { cookie: 'session=1', 'x-api-key': secret('key'), 'x-plain': 'kept' };
    const secrets = { token: 'hunter22', key: 'opensesame' };
    const result = await follow(target.url, { auth, headers }, { secrets });
    expect(result.state).toBe('passed');
    const credentials = { authorization: 'Bearer hunter22', cookie: 'session=1', 'x-api-key': 'opensesame' };
    expect(target.asked[1]?.headers).toMatchObject(credentials);
    expect(other.asked[0]?.headers).toMatchObject({ 'x-plain': 'kept' });
    for (const name of Object.keys(credentials)) expect(other.asked[0]?.headers).not.toHaveProperty(name);
  });

  it.each([
    ['file:///etc/passwd', 'redirects to a file: URL'],
    ['gopher://127.0.0.1/', 'redirects to a gopher: URL'],
    ['javascript:alert(1)', 'redirects to a javascript: URL'],
    ['http://[', 'redirects to "http://[", not a URL'],
    ['http://', 'redirects to "http://", not a URL'],
  ])('to %s are refused', async (location, why) => {
    const target = await redirecting({ '/': [302, location] });
    const result = await follow(target.url);
    expect(result).toMatchObject({
      state: 'failed',
      reason: 'redirect_refused',
      message: `${target.url} ${why}`,
    });
  });

  it('from https down to http are refused', async () => {
    const plain = await redirecting({});
    const target = await httpsTarget(
      (_request, response) => response.writeHead(302, { location: `${plain.url}/` }).end(),
      await localCertificate(),
    );
    const result = await follow(target.url);
    expect(result).toMatchObject({
      reason: 'redirect_refused',
      message: `${target.url} redirects from https down to ${plain.url}`,
    });
    expect(plain.accepted()).toBe(0);
  });

  /** The first hop is let through to loopback, as if it were a public host; every other is guarded as always. */
  const publicFirst = (real: Dial): Opening => {
    let hops = 0;
    return (request) => real({ ...request, network: hops++ === 0 ? 'private' : request.network });
  };

  it.each([
    '127.0.0.1',
    '0x7f.1',
    '2130706433',
    '017700000001',
    '127.1',
    '[::ffff:127.0.0.1]',
    'localhost',
    'api.localhost',
    '169.254.169.254',
    '0xa9fea9fe',
    '[::ffff:169.254.169.254]',
    '[fd00:ec2::254]',
  ])('from the public network to %s are refused and nothing is connected to', async (host) => {
    const inner = await redirecting({});
    const outer = await redirecting({ '/': [302, `http://${host}:${inner.port}/`] });
    const result = await follow(outer.url, { network: 'public' }, { dial: publicFirst });
    expect(result).toMatchObject({ state: 'failed', reason: 'redirect_refused' });
    expect(result.message).toMatch(/^the target redirects to http:.+ is at .+, not a public address/);
    expect(inner.accepted()).toBe(0);
  });
});

describe('a check on the public network', () => {
  it.each([
    '127.0.0.1',
    '0x7f.1',
    '2130706433',
    '017700000001',
    '127.1',
    '[::ffff:127.0.0.1]',
    '[::1]',
    'localhost',
  ])('does not reach %s', async (host) => {
    const target = await redirecting({});
    const result = await run(http('inside', { url: `http://${host}:${target.port}/`, network: 'public' }));
    expect(result).toMatchObject({ state: 'errored', reason: 'address_refused' });
    expect(result.message).toMatch(/not a public address; if that is meant, write network: 'private'$/);
    expect(target.accepted()).toBe(0);
  });
});
