import { randomBytes } from 'node:crypto';
import { type Answer, json, withHeaders } from './answer.ts';
import type { ServedRequest } from './served.ts';

/** The one account that there is. It opens a toy on loopback: its password keeps nothing. */
export const LOGIN = { user: 'demo', password: 'correct-horse-battery' } as const;

/** What the order API goes by. */
export interface OrderRules {
  readonly acceptsLogins: boolean;
  /** How long a token is good for, in milliseconds. */
  readonly tokenLifetimeMs: number;
}

export const ORDER_RULES: OrderRules = { acceptsLogins: true, tokenLifetimeMs: 300_000 };

/** Sessions kept at once; the oldest gives way. */
const MAX_SESSIONS = 1_000;

interface Order {
  readonly id: string;
  readonly symbol: string;
  readonly quantity: number;
  readonly state: 'filled' | 'open';
}

const ORDERS: readonly Order[] = [
  { id: 'o-1001', symbol: 'BHP', quantity: 200, state: 'filled' },
  { id: 'o-1002', symbol: 'CSL', quantity: 15, state: 'filled' },
];

const ORDER_PATH = '/v1/orders/';

/** The order API: a session with a token, the portfolio, and an order by its id. */
export class OrderApi {
  /** When each token was given out, oldest first. */
  readonly #sessions = new Map<string, number>();
  readonly #rules: () => OrderRules;

  constructor(rules: () => OrderRules) {
    this.#rules = rules;
  }

  /** `undefined` for a path that is not the order API's. `now` is epoch milliseconds. */
  answerTo(request: ServedRequest, now: number): Answer | undefined {
    const { method, url } = request;
    const { pathname } = url;
    if (pathname === '/v1/session' && method === 'POST') return this.#logIn(request.body, now);
    if (pathname !== '/v1/session' && pathname !== '/v1/portfolio' && !pathname.startsWith(ORDER_PATH)) {
      return undefined;
    }
    const token = tokenOf(request);
    if (!this.#isOpen(token, now)) return unauthorized('log in first: POST /v1/session');
    if (pathname === '/v1/session' && method === 'DELETE') return this.#logOut(token);
    if (method !== 'GET') return json(405, { error: 'this is read with GET' });
    return pathname === '/v1/portfolio' ? portfolio(now) : order(pathname.slice(ORDER_PATH.length));
  }

  #logIn(body: string, now: number): Answer {
    if (!this.#rules().acceptsLogins || !isLogin(body)) return unauthorized('wrong user or password');
    const [oldest] = this.#sessions.keys();
    if (oldest !== undefined && this.#sessions.size >= MAX_SESSIONS) this.#sessions.delete(oldest);
    const token = randomBytes(24).toString('base64url');
    this.#sessions.set(token, now);
    return json(201, { token });
  }

  #logOut(token: string): Answer {
    this.#sessions.delete(token);
    return json(200, { loggedOut: true });
  }

  #isOpen(token: string, now: number): boolean {
    const since = this.#sessions.get(token);
    return since !== undefined && now - since < this.#rules().tokenLifetimeMs;
  }
}

const tokenOf = ({ headers }: ServedRequest): string =>
  /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '';

function isLogin(body: string): boolean {
  try {
    const { user, password } = Object(JSON.parse(body)) as Partial<typeof LOGIN>;
    return user === LOGIN.user && password === LOGIN.password;
  } catch {
    return false;
  }
}

const unauthorized = (error: string): Answer =>
  withHeaders(json(401, { error }), { 'www-authenticate': 'Bearer' });

const portfolio = (now: number): Answer =>
  json(200, {
    account: LOGIN.user,
    positions: ORDERS.map(({ id, symbol, quantity }) => ({ symbol, quantity, orderId: id })),
    asOf: new Date(now).toISOString(),
  });

function order(id: string): Answer {
  const found = ORDERS.find((one) => one.id === id);
  return found ? json(200, found) : json(404, { error: 'there is no such order' });
}
