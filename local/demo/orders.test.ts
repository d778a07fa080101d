import { expect, it } from 'vitest';
import { LOGIN, ORDER_RULES, OrderApi } from './orders.ts';

const NOON = 1_800_000_000_000;

function orderApi() {
  const api = new OrderApi(() => ORDER_RULES);
  const ask = (line: string, { token = '', body = '', now = NOON } = {}) => {
    const [method = '', path] = line.split(' ');
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    return api.answerTo({ method, url: new URL(`https://localhost${path}`), headers, body }, now);
  };
  const logIn = (now = NOON): string =>
    JSON.parse(String(ask('POST /v1/session', { body: JSON.stringify(LOGIN), now })?.body)).token;
  return { ask, logIn };
}

const MINUTE = 60_000;

it.each(['GET /v1/portfolio', 'GET /v1/orders/o-1001', 'DELETE /v1/session'])(
  '%s takes a token that is good, and no other',
  (line) => {
    const { ask, logIn } = orderApi();
    const token = logIn();
    const statuses = [undefined, 'x', `${token}x`, token].map((one) => ask(line, { token: one })?.status);
    expect(statuses).toEqual([401, 401, 401, 200]);
    expect(ask(line, { token: logIn(), now: NOON + 5 * MINUTE })?.status).toBe(401);
  },
);

it.each(['', '{', 'null', '{"user":"demo"}', JSON.stringify({ ...LOGIN, password: 'guessed' })])(
  'nobody logs in with %s',
  (body) => {
    expect(orderApi().ask('POST /v1/session', { body })?.status).toBe(401);
  },
);

it('a token is over once it has logged out', () => {
  const { ask, logIn } = orderApi();
  const token = logIn();
  ask('DELETE /v1/session', { token });
  expect(ask('GET /v1/portfolio', { token })?.status).toBe(401);
});

it('the oldest of too many sessions gives way', () => {
  const { ask, logIn } = orderApi();
  const tokens = Array.from({ length: 1_001 }, () => logIn());
  const statuses = [0, 1, 1_000].map((index) => ask('GET /v1/portfolio', { token: tokens[index] })?.status);
  expect(statuses).toEqual([401, 200, 200]);
});

it('knows its own orders, reads only, and leaves other paths to the site', () => {
  const { ask, logIn } = orderApi();
  const token = logIn();
  expect(ask('GET /v1/orders/o-9', { token })?.status).toBe(404);
  expect(ask('POST /v1/orders/o-1001', { token })?.status).toBe(405);
  expect(ask('GET /health', { token })).toBeUndefined();
});
