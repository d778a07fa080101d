import { parseJson } from '../../platform/json.ts';
import { type Answer, ask } from '../http/ask.ts';
import { refusalOf } from '../http/refusal.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import type { SenderPorts, Untold } from '../sender.ts';

/** What Slack said no to, in its own word, and what that makes of the send. */
export interface SlackError extends Untold {
  /** Absent when there was no answer that could be read. */
  readonly error?: string;
}

/** A Slack answer that says ok. */
export type SlackData = Readonly<Record<string, unknown>>;

/** Calls one method. What is not text is sent as JSON; `undefined` is left out. Never rejects. */
export type Slack = (
  method: string,
  args: Readonly<Record<string, unknown>>,
  /** @default the send's */
  signal?: AbortSignal,
) => Promise<SlackData | SlackError>;

/** A page of history is 50 messages, each of at most about 16 KB. */
const MAX_ANSWER_BYTES = 2_097_152;

interface SlackOptions {
  readonly api: string;
  readonly token: string;
  readonly ports: Pick<SenderPorts, 'clock' | 'signal'>;
}

/** Slack's Web API with a bot's token. Forms, because some methods take no JSON. */
export function connectSlack({ api, token, ports }: SlackOptions): Slack {
  return async (method, args, signal = ports.signal) => {
    const answer = await ask({
      url: `${api}/${method}`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: form(args),
      signal,
      maxBytes: MAX_ANSWER_BYTES,
    });
    const data = 'isTold' in answer ? answer : dataOf(answer, ports.clock.now());
    return isError(data) ? { ...data, problem: `Slack ${method}: ${data.problem}` } : data;
  };
}

export const isError = (reply: SlackData | SlackError): reply is SlackError => reply.isTold === false;

function form(args: Readonly<Record<string, unknown>>): string {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(args))
    if (value !== undefined) fields.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  return fields.toString();
}

/** Errors after which nobody knows whether it was done (Web API, common errors). */
const UNCERTAIN = ['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable'];

const TOO_MANY = ['ratelimited', 'rate_limited'];

/** What to do about it, for whoever reads that Slack does not work. */
const ADVICE: Readonly<Record<string, string>> = {
  invalid_auth: 'the token is not good; put a new one into the secret',
  not_authed: 'the secret is empty; put the token into it',
  token_revoked: 'put a new token into the secret',
  token_expired: 'put a new token into the secret',
  account_inactive: "the bot's account was closed; install the app again",
  channel_not_found: 'there is no such channel, or the bot may not see it; invite it',
  not_in_channel: 'the bot is not in the channel; invite it',
  is_archived: 'the channel was archived; name another one',
  missing_scope: 'give the app the scope and install it again',
};

/** Slack answers 200 also when it refuses: what counts is `ok`. */
function dataOf(answer: Answer, now: number): SlackData | SlackError {
  const refusal = refusalOf(answer, now);
  if (refusal) return refusal;
  const data = parseJson(answer.body);
  if (typeof data !== 'object' || data === null || !('ok' in data))
    return { isTold: false, problem: 'the answer cannot be read', isUncertain: true };
  if (data.ok === true) return data as SlackData;
  return refusedBy(data, answer, now);
}

function refusedBy(data: object, { headers }: Answer, now: number): SlackError {
  const error = 'error' in data && typeof data.error === 'string' ? data.error : 'no reason given';
  const advice = Object.hasOwn(ADVICE, error) ? `, ${ADVICE[error]}` : '';
  return {
    isTold: false,
    error,
    problem: `${error}${advice}`,
    isUncertain: UNCERTAIN.includes(error),
    ...(TOO_MANY.includes(error) && { retryAfterMs: retryAfterMs(headers['retry-after'], now) }),
  };
}
