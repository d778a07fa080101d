import { describe, expect, it } from 'vitest';
import { header, http, jsonPath, secret, text } from '../../index.ts';
import { run } from '../../test/probing.ts';
import { httpTarget } from '../../test/targets.ts';
import type { HttpOptions } from './check.ts';

/** Every character that some encoding changes; long enough to be cut in two. */
const TOKEN = 'tok/en+ü "q" !(1)~=&*%&secret-tail';
const PASSWORD = 'p@ss:wörd/+=';

/** Beginnings of this length are what redaction promises to remove. */
const LEAK_LENGTH = 4;

const secrets = { token: TOKEN, password: PASSWORD };

/** Every way in which these secrets travel. */
const forms = (value: string) => [
  value,
  encodeURIComponent(value),
  encodeURIComponent(value).toLowerCase(),
  new URLSearchParams({ v: value }).toString().slice(2),
  JSON.stringify(value).slice(1, -1),
  Buffer.from(value).toString('base64'),
  Buffer.from(value).toString('base64url'),
];

const planted = [TOKEN, PASSWORD, `user:${PASSWORD}`].flatMap(forms);

/** An echo of the request in all the places of an answer that an attempt keeps. */
const echo = () =>
  httpTarget(async (request, response) => {
    const body = (await request.toArray()).join('');
    const seen = `${request.url} ${JSON.stringify(request.headers)} ${body}`;
    const asHeader = encodeURIComponent(seen).slice(0, 4_000);
    response.writeHead(500, { location: `/?${asHeader}`, etag: asHeader, 'x-request-id': planted[4] ?? '' });
    response.end(JSON.stringify({ echoed: seen, planted }));
  });

const sent: Record<string, Partial<HttpOptions>> = {
  'a bearer token': { auth: { bearer: secret('token') } },
  'a basic password': { auth: { basic: { user: 'user', password: secret('password') } } },
  'a query value': { query: { key: secret('token') } },
  'a body': { method: 'POST', body: secret('token') },
  'a value in a JSON body': { method: 'POST', body: { login: { user: 'user', keys: [secret('token')] } } },
};

describe('a secret that the target sends back', () => {
  it.each(Object.entries(sent))('%s is redacted everywhere', async (_, options) => {
    const { url } = await echo();
    const names = JSON.stringify(options).includes('password') ? [PASSWORD, `user:${PASSWORD}`] : [TOKEN];
    const result = await run(
      http('echoed', {
        url,
        ...options,
        expect: [
          text.is('nothing'),
          header('location').is('nothing'),
          jsonPath('$.echoed').is('nothing'),
          jsonPath('$.planted').is('nothing'),
        ],
      }),
      { secrets },
    );
    const told = JSON.stringify(result);
    expect(result.attempts[0]?.assertions.map(({ verdict }) => verdict)).toEqual(Array(5).fill('broken'));
    expect(told).toContain('[redacted]');
    for (const form of names.flatMap(forms)) expect(told).not.toContain(JSON.stringify(form).slice(1, -1));
  });

  it('is redacted wherever an excerpt cuts it in two', async () => {
    const { url } = await httpTarget(async (request, response) => {
      const [length = 0] = [Number(new URL(request.url ?? '', 'http://x').searchParams.get('pad'))];
      const body = `${'.'.repeat(length)}${TOKEN}`;
      response.writeHead(200, { etag: encodeURIComponent(body).slice(0, 4_000) }).end(body);
    });
    for (const pad of [100, 105, 110, 116, 230, 240, 250, 1_000, 1_010, 1_020]) {
      const definition = http('cut', {
        url: `${url}/?pad=${pad}`,
        auth: { bearer: secret('token') },
        expect: [text.is('nothing'), header('etag').is('nothing')],
      });
      const told = JSON.stringify(await run(definition, { secrets }));
      expect(told).not.toContain(TOKEN.slice(0, LEAK_LENGTH));
      expect(told).not.toContain(encodeURIComponent(TOKEN).slice(0, LEAK_LENGTH + 2));
    }
  });

  it('that spells a state leaves the state alone', async () => {
    const { url } = await httpTarget((_request, response) => response.end('it failed'));
    const definition = http('spelled', { url, auth: { bearer: secret('word') }, expect: [text.is('x')] });
    const result = await run(definition, { secrets: { word: 'failed' } });
    expect(result).toMatchObject({ state: 'failed', reason: 'unexpected_body' });
    expect(result.message).toBe('expected text to be "x", got "it [redacted]"');
  });
});

describe('a secret that is not there', () => {
  it('is our own fault, and nothing is sent', async () => {
    const target = await echo();
    const result = await run(http('blind', { url: target.url, auth: { bearer: secret('token') } }));
    expect(result).toMatchObject({
      state: 'errored',
      reason: 'secret_missing',
      message: 'the secret token is not set',
    });
    expect(target.accepted()).toBe(0);
  });

  it('that holds a line break is our own fault, and nothing is sent', async () => {
    const target = await echo();
    const definition = http('blind', { url: target.url, auth: { bearer: secret('token') } });
    const result = await run(definition, { secrets: { token: 'two\nlines' } });
    expect(result).toMatchObject({ state: 'errored', reason: 'internal_error' });
    expect(result.message).toMatch(/^the request cannot be sent: invalid authorization header \(/);
    expect(target.accepted()).toBe(1);
    await target.abandoned();
  });
});
