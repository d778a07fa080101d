import type { Answer } from '../answer.ts';
import type { OrderApi } from '../orders.ts';

export interface Position {
  readonly symbol: string;
  readonly quantity: number;
}

/** The web front's own view of the order API, which keeps the sessions: a cookie holds the token. */
export class Sessions {
  readonly #orders: OrderApi;

  constructor(orders: OrderApi) {
    this.#orders = orders;
  }

  /** The token of a new session; `undefined` when user and password are refused. `form` is as a browser posts it. */
  open(form: string, now: number): string | undefined {
    const { user = '', password = '' } = Object.fromEntries(new URLSearchParams(form));
    const body = JSON.stringify({ user, password });
    const answer = this.#ask('POST', '/v1/session', { body, now });
    return answer.status === 201 ? contentOf<{ token: string }>(answer).token : undefined;
  }

  /** `undefined` when the token is no longer good. */
  positions(token: string, now: number): readonly Position[] | undefined {
    const answer = this.#ask('GET', '/v1/portfolio', { token, now });
    return answer.status === 200 ? contentOf<{ positions: Position[] }>(answer).positions : undefined;
  }

  close(token: string, now: number): void {
    this.#ask('DELETE', '/v1/session', { token, now });
  }

  #ask(method: string, path: string, { token = '', body = '', now }: Asked): Answer {
    const headers = { authorization: `Bearer ${token}` };
    const request = { method, url: new URL(path, 'http://exchange'), headers, body };
    const answer = this.#orders.answerTo(request, now);
    if (!answer) throw new Error(`the order API does not know ${path}`);
    return answer;
  }
}

interface Asked {
  readonly token?: string;
  readonly body?: string;
  readonly now: number;
}

const contentOf = <T>({ body }: Answer): T => JSON.parse(String(body)) as T;
