import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { closedPort, httpsTarget, httpTarget, localCertificate, tcpTarget } from '../../../test/targets.ts';
import { ask } from './ask.ts';
import { refusalOf } from './refusal.ts';
import { retryAfterMs } from './retry-after.ts';

/** For those to whom nobody will answer. */
const SHORT_MS = 200;

const NOW = Date.parse('2026-11-21T12:00:00Z');

describe('Retry-After', () => {
  test.each([
    ['1', 1_000],
    ['30', 30_000],
    ['3600', 3_600_000],
    [' 7 ', 7_000],
    ['0', 1_000],
    ['99999999999999999999', 3_600_000],
    ['Sat, 21 Nov 2026 12:00:42 GMT', 42_000],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 1_000],
    ['Sat, 21 Nov 2099 12:00:00 GMT', 3_600_000],
    ['soon', 30_000],
    ['-5', 30_000],
    ['1.5', 30_000],
    ['Sat, 99 Nov 2026 12:00:42 GMT', 30_000],
    [undefined, 30_000],
  ])('%s asks for %s ms', (header, ms) => expect(retryAfterMs(header, NOW)).toBe(ms));

  it('of any text is between a second and an hour', () =>
    fc.assert(
      fc.property(fc.string(), (header) => {
        const ms = retryAfterMs(header, NOW);
        expect(ms).toBeGreaterThanOrEqual(1_000);
        expect(ms).toBeLessThanOrEqual(3_600_000);
      }),
      { seed: 4, numRuns: 500 },
    ));
});

test.each<[number, Record<string, string>, object | undefined]>([
  [200, {}, undefined],
  [202, {}, undefined],
  [302, {}, { problem: '302, a redirect, which is not followed: body', isUncertain: false }],
  [400, {}, { problem: '400: body', isUncertain: false }],
  [408, {}, { isUncertain: true }],
  [429, {}, { problem: '429, too many at once: body', isUncertain: false, retryAfterMs: 30_000 }],
  [429, { 'retry-after': '5' }, { retryAfterMs: 5_000 }],
  [500, {}, { problem: '500: body', isUncertain: true }],
  [503, { 'retry-after': '60' }, { isUncertain: true, retryAfterMs: 60_000 }],
])('an answer %s with %j means %j', (status, headers, expected) => {
  const refusal = refusalOf({ status, headers, body: 'body' }, NOW);
  if (expected) expect(refusal).toMatchObject(expected);
  else expect(refusal).toBeUndefined();
});

describe('one question', () => {
  const at = (url: string, ms = 3_000) => ask({ url, body: '{}', signal: AbortSignal.timeout(ms) });

  it('is answered', async () => {
    const { url } = await httpTarget((request, response) => {
      response
        .writeHead(202, { 'x-seen': `${request.method} ${request.headers['content-length']}` })
        .end('ok');
    });
    expect(await at(url)).toMatchObject({ status: 202, headers: { 'x-seen': 'POST 2' }, body: 'ok' });
  });

  it('follows no redirect', async () => {
    const elsewhere = await httpTarget((_request, response) => void response.end());
    const { url } = await httpTarget((_request, response) => {
      response.writeHead(307, { location: elsewhere.url }).end();
    });
    expect(await at(url)).toMatchObject({ status: 307 });
    expect(elsewhere.accepted()).toBe(0);
  });

  it('reads no more than 64 KB of an endless answer', async () => {
    const target = await httpTarget((_request, response) => {
      const more = () => {
        while (response.write('x'.repeat(65_536)) && !response.destroyed);
      };
      response.on('drain', more);
      more();
    });
    const answer = await at(target.url);
    expect('body' in answer && answer.body.length).toBe(65_536);
    await target.abandoned();
  });

  it('takes what came of an answer that breaks off', async () => {
    const { url } = await tcpTarget((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 202 Accepted\r\ncontent-length: 100\r\n\r\npart'));
    });
    expect(await at(url)).toMatchObject({ status: 202, body: 'part' });
  });

  describe('without an answer says whether it can have arrived', () => {
    const untold = (problem: string, isUncertain: boolean) => ({ isTold: false, problem, isUncertain });

    it('not when the connection is refused', async () =>
      expect(await at(`http://127.0.0.1:${await closedPort()}`)).toEqual(untold('ECONNREFUSED', false)));

    it('not when the certificate is not trusted', async () => {
      const { url } = await httpsTarget(() => {}, await localCertificate());
      expect(await at(url)).toEqual(untold(expect.stringMatching(/CERT|SIGNATURE|ISSUER/), false));
    });

    it('not when there is no handshake in time', async () => {
      const { port } = await tcpTarget(() => {});
      expect(await at(`https://127.0.0.1:${port}`, SHORT_MS)).toEqual(untold('no answer in time', false));
    });

    it('not when it is no URL', async () =>
      expect(await at('no url')).toEqual(untold('ERR_INVALID_URL', false)));

    it('not when a header cannot be sent', async () => {
      const headers = { authorization: 'Bearer a\nb' };
      const asked = ask({ url: 'http://127.0.0.1:1', headers, body: '', signal: AbortSignal.timeout(300) });
      expect(await asked).toEqual(untold('ERR_INVALID_CHAR', false));
    });

    it('perhaps when nobody answers in time', async () => {
      const target = await httpTarget(() => {});
      expect(await at(target.url, SHORT_MS)).toEqual(untold('no answer in time', true));
      await target.abandoned();
    });

    it('perhaps when the connection is reset', async () => {
      const { url } = await tcpTarget((socket) => socket.once('data', () => socket.resetAndDestroy()));
      expect(await at(url)).toEqual(untold('ECONNRESET', true));
    });

    it('perhaps when what comes back is no HTTP', async () => {
      const { url } = await tcpTarget((socket) => socket.once('data', () => socket.end('nonsense\r\n\r\n')));
      expect(await at(url)).toEqual(untold(expect.stringContaining('HPE_'), true));
    });
  });
});
