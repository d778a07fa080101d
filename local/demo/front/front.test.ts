import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askExchange } from '../../../test/ask-exchange.ts';
import { switchOff, switchOn } from '../client.ts';
import { type Exchange, startExchange } from '../exchange.ts';
import { LOGIN } from '../orders.ts';

let exchange: Exchange;
beforeAll(async () => {
  exchange = await startExchange();
});
afterAll(() => exchange.close());

type Asking = Parameters<typeof askExchange>[2];
const ask = (path: string, asking?: Asking) => askExchange(exchange, path, asking);

/** The cookie as a browser sends it back. */
async function logIn(): Promise<string> {
  const { headers } = await ask('/log-in', { form: LOGIN });
  return String(headers['set-cookie']?.[0]).split(';')[0] ?? '';
}

describe('the pages', () => {
  it.each([
    ['/', 'Markets today', 'data-quote="BHP"'],
    ['/log-in', 'Log in', '<button type="submit">Log in</button>'],
    ['/order', 'Order ticket', '<button type="button" disabled>Place order</button>'],
    ['/statement', 'Statement', 'takes its time on purpose'],
  ])('%s is whole, and never kept', async (path, title, text) => {
    const { status, headers, body } = await ask(path);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
    });
    expect(body).toContain(`<title>${title} - Demo Exchange</title>`);
    expect(body).toContain(text);
    expect(body).not.toMatch(/\{\{|\}\}/);
  });

  it('bring what they need, which may be kept, and a script from another origin', async () => {
    const { body } = await ask('/');
    const needed = [...body.matchAll(/(?:href|src)="(https:\/\/127\.0\.0\.1:\d+)?(\/assets\/[^"]+)"/g)];
    expect(needed.map(([, origin, path]) => [origin, path])).toEqual([
      [undefined, '/assets/front.css'],
      [`https://127.0.0.1:${exchange.ports.https}`, '/assets/partner.js'],
      [undefined, '/assets/front.js'],
      [undefined, '/assets/day.svg'],
    ]);
    for (const [, , path = ''] of needed) {
      const { status, headers } = await ask(path);
      expect({ path, status }).toEqual({ path, status: 200 });
      expect(headers['cache-control']).toBe('public, max-age=3600');
    }
  });

  it('ask the other origin for the script whichever name they are read by', async () => {
    const { body } = await ask('/', { host: '127.0.0.1' });
    expect(body).toContain(`src="https://localhost:${exchange.ports.https}/assets/partner.js"`);
  });

  it('the picture has enough detail to be the largest contentful paint', async () => {
    const { body } = await ask('/assets/day.svg');
    // Source: w3c.github.io/largest-contentful-paint, "effective visual size": at least 0.05 bits a pixel.
    expect((body.length * 8) / (960 * 320)).toBeGreaterThan(0.05);
  });

  it('leave what is not theirs to the rest of the exchange', async () => {
    expect(await ask('/assets/../../front.ts')).toMatchObject({ status: 404 });
    expect(await ask('/portfolio', { method: 'POST' })).toMatchObject({ status: 404 });
    expect(await ask('/v1/quotes?symbol=BHP')).toMatchObject({ status: 200 });
  });
});

describe('logging in', () => {
  it('leads to the portfolio, by a cookie that no script and no other site can use', async () => {
    const answer = await ask('/log-in', { form: LOGIN });
    expect(answer).toMatchObject({ status: 303, headers: { location: '/portfolio' } });
    expect(answer.headers['set-cookie']?.[0]).toMatch(
      /^session=[\w-]{32}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    const { body } = await ask('/portfolio', { cookie: await logIn() });
    expect(body).toContain('data-quote="CSL" data-quantity="15"');
  });

  it.each([
    ['a wrong password', { ...LOGIN, password: 'guessed' }],
    ['nothing', { user: '' }],
  ])('with %s says so on the same page', async (_, form) => {
    const { status, body, headers } = await ask('/log-in', { form });
    expect(status).toBe(401);
    expect(body).toContain('<p role="alert">Wrong user or password.</p>');
    expect(headers['set-cookie']).toBeUndefined();
  });

  it.each(['', 'session=', 'session=x; other=y'])(
    'is what /portfolio asks for with the cookie "%s"',
    async (cookie) => {
      expect(await ask('/portfolio', { cookie })).toMatchObject({
        status: 303,
        headers: { location: '/log-in' },
      });
    },
  );

  it('ends with the log-out', async () => {
    const cookie = await logIn();
    expect(await ask('/log-out', { method: 'POST', cookie })).toMatchObject({
      status: 303,
      headers: { location: '/', 'set-cookie': [expect.stringContaining('Max-Age=0')] },
    });
    expect(await ask('/portfolio', { cookie })).toMatchObject({ status: 303 });
  });

  it('goes by the order API, its faults too', async () => {
    await switchOn(exchange.ports.http, 'login-fails');
    expect(await ask('/log-in', { form: LOGIN })).toMatchObject({ status: 401 });
    await switchOff(exchange.ports.http);
  });
});
