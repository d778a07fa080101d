import type { Answer } from '../answer.ts';
import type { OrderApi } from '../orders.ts';
import type { ServedRequest } from '../served.ts';
import type { FrontFiles } from './files.ts';
import { pageOf } from './page.ts';
import type { FrontRules } from './rules.ts';
import { type Position, Sessions } from './sessions.ts';

interface FrontOptions {
  readonly files: FrontFiles;
  readonly orders: OrderApi;
  readonly rules: () => FrontRules;
}

/** One request, and what is needed to answer it. */
interface Visit {
  readonly request: ServedRequest;
  readonly now: number;
  readonly rules: FrontRules;
  readonly page: (name: string, title: string, marks?: Readonly<Record<string, string>>) => Answer;
}

const STATEMENT_MS = 2_000;

/** An hour, as is usual for what changes with a release only; a warm cache has something to show for itself. */
const ASSETS_ARE_KEPT = 'public, max-age=3600';

/** The web front: what people see of the exchange. Every page reads; none places an order. */
export class Front {
  readonly #options: FrontOptions;
  readonly #sessions: Sessions;
  /** Log-ins since they began to be refused. */
  #logIns = 0;

  readonly #routes: Readonly<Record<string, (visit: Visit) => Answer>> = {
    'GET /': ({ page }) => page('home', 'Markets today'),
    'GET /log-in': (visit) => logInPage(visit),
    'POST /log-in': (visit) => this.#logIn(visit),
    'POST /log-out': ({ request, now }) => this.#logOut(tokenOf(request), now),
    'GET /portfolio': (visit) => this.#portfolio(visit),
    'GET /order': ({ page }) => page('order', 'Order ticket'),
    'GET /statement': ({ page }) => ({ ...page('statement', 'Statement'), delayMs: STATEMENT_MS }),
  };

  constructor(options: FrontOptions) {
    this.#options = options;
    this.#sessions = new Sessions(options.orders);
  }

  /** `undefined` for a path that is not the front's. `now` is epoch milliseconds. */
  answerTo(request: ServedRequest, now: number): Answer | undefined {
    const { files, rules: rulesNow } = this.#options;
    const line = `${request.method} ${request.url.pathname}`;
    const rules = rulesNow();
    if (!Object.hasOwn(this.#routes, line)) return this.#asset(request, rules);
    const setting = { files, rules, elsewhere: elsewhereThan(request) };
    const page: Visit['page'] = (name, title, marks) =>
      pageOf({ name, title, ...(marks && { marks }) }, setting);
    return this.#routes[line]?.({ request, now, rules, page });
  }

  #asset({ method, url }: ServedRequest, rules: FrontRules): Answer | undefined {
    const asset = method === 'GET' ? this.#options.files.assets.get(url.pathname) : undefined;
    if (!asset) return undefined;
    const headers = { 'content-type': asset.type, 'cache-control': ASSETS_ARE_KEPT };
    return { status: 200, headers, body: asset.body, ...mannerOf(url.pathname, rules) };
  }

  #logIn(visit: Visit): Answer {
    if (this.#isOutOfOrder(visit.rules)) {
      return logInPage(visit, { status: 503, alert: 'You cannot log in at the moment. Try again.' });
    }
    const token = this.#sessions.open(visit.request.body, visit.now);
    if (token === undefined) return logInPage(visit, { status: 401, alert: 'Wrong user or password.' });
    return seeOther('/portfolio', { 'set-cookie': `session=${token}; ${COOKIE}` });
  }

  #isOutOfOrder({ refusesOneIn }: FrontRules): boolean {
    this.#logIns = refusesOneIn === undefined ? 0 : this.#logIns + 1;
    return refusesOneIn !== undefined && this.#logIns % refusesOneIn === 0;
  }

  #logOut(token: string, now: number): Answer {
    this.#sessions.close(token, now);
    return seeOther('/', { 'set-cookie': `session=; ${COOKIE}; Max-Age=0` });
  }

  #portfolio({ request, now, page }: Visit): Answer {
    const positions = this.#sessions.positions(tokenOf(request), now);
    if (!positions) return seeOther('/log-in');
    return page('portfolio', 'Portfolio', { rows: positions.map(row).join('\n    ') });
  }
}

const COOKIE = 'Path=/; HttpOnly; Secure; SameSite=Strict';

const tokenOf = ({ headers }: ServedRequest): string =>
  /(?:^|;\s*)session=([\w-]+)/.exec(headers.cookie ?? '')?.[1] ?? '';

const seeOther = (location: string, more: Readonly<Record<string, string>> = {}): Answer => ({
  status: 303,
  headers: { location, 'cache-control': 'no-store', ...more },
  body: '',
});

/** The same port by this machine's other name: one more origin that needs no more ports, and the certificate fits. */
function elsewhereThan({ headers: { host = '' } }: ServedRequest): string {
  const [, port = ''] = /(:\d+)$/.exec(host) ?? [];
  return `https://${host.startsWith('127.0.0.1') ? 'localhost' : '127.0.0.1'}${port}`;
}

function mannerOf(path: string, { pictureDelayMs, partner }: FrontRules): Partial<Answer> {
  if (path === '/assets/day.svg') return { delayMs: pictureDelayMs };
  return path === '/assets/partner.js' ? { ending: partner } : {};
}

const BUTTONS: Readonly<Record<FrontRules['logInButton'], Readonly<Record<string, string>>>> = {
  'in the form': { button: '<button type="submit">Log in</button>' },
  elsewhere: { elsewhere: '<p><button type="submit" form="log-in">Continue to my account</button></p>' },
};

function logInPage({ page, rules }: Visit, { status = 200, alert = '' } = {}): Answer {
  const told = alert && `<p role="alert">${alert}</p>`;
  return { ...page('log-in', 'Log in', { ...BUTTONS[rules.logInButton], alert: told }), status };
}

const row = ({ symbol, quantity }: Position): string =>
  `<tr><th scope="row">${symbol}</th><td>${quantity}</td>` +
  `<td data-quote="${symbol}" data-quantity="${quantity}">...</td><td data-value>...</td></tr>`;
