import { oneLine } from '../../../model/line.ts';
import type { Untold } from '../sender.ts';
import type { Answer } from './ask.ts';
import { retryAfterMs } from './retry-after.ts';

const TOO_MANY = 429;
const REQUEST_TIMEOUT = 408;

/** How much of an answer is quoted. */
const MAX_QUOTED = 200;

/**
 * What an answer means that is not in 200 to 299. A server that failed may have taken it before; one that refused has
 * not. `undefined` when it was taken.
 */
export function refusalOf(answer: Answer, now: number): Untold | undefined {
  const { status, headers, body } = answer;
  if (status >= 200 && status < 300) return undefined;
  const header = headers['retry-after'];
  const isAsked = status === TOO_MANY || (status === 503 && header !== undefined);
  return {
    isTold: false,
    problem: `${status}${meaning(status)}${quoted(body)}`,
    isUncertain: status >= 500 || status === REQUEST_TIMEOUT,
    ...(isAsked && { retryAfterMs: retryAfterMs(header, now) }),
  };
}

const quoted = (body: string): string => (body.trim() ? `: ${oneLine(body, MAX_QUOTED)}` : '');

function meaning(status: number): string {
  if (status === TOO_MANY) return ', too many at once';
  return status >= 300 && status < 400 ? ', a redirect, which is not followed' : '';
}
