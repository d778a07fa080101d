import { attempt, type Reveal } from '../attempt.ts';
import { ask } from '../http/ask.ts';
import { refusalOf } from '../http/refusal.ts';
import type { Outcome, Send } from '../sender.ts';
import { payloadOf } from './payload.ts';
import type { WebhookSpec } from './receiver.ts';
import { signatureOf } from './signature.ts';

/** Posts the delivery. Its id goes along, so that a listener can tell a second time from a second thing. */
export const send: Send<WebhookSpec> = (delivery, { spec }, { clock, signal, secrets }) =>
  attempt({ secrets }, async (reveal) => {
    const url = await reveal(spec.url);
    if (!isAllowed(url, spec)) return NOT_ALLOWED;
    const body = JSON.stringify(payloadOf(delivery));
    const headers = {
      ...(await headersOf(spec, reveal)),
      'content-type': 'application/json',
      'vedette-delivery': delivery.id,
      ...(spec.signWith && {
        'vedette-signature': signatureOf(body, await reveal(spec.signWith), clock.now()),
      }),
    };
    const answer = await ask({ url, headers, body, signal });
    if ('isTold' in answer) return answer;
    return refusalOf(answer, clock.now()) ?? { isTold: true };
  });

const NOT_ALLOWED: Outcome = {
  isTold: false,
  problem: "the URL is not https, and network: 'private' is not set",
  isUncertain: false,
};

/** A URL that is a secret could not be judged before. */
const isAllowed = (url: string, { network }: WebhookSpec): boolean =>
  URL.canParse(url) && (new URL(url).protocol === 'https:' || network === 'private');

async function headersOf({ headers }: WebhookSpec, reveal: Reveal): Promise<Record<string, string>> {
  const entries = Object.entries(headers).map(async ([name, value]) => [name, await reveal(value)] as const);
  return Object.fromEntries(await Promise.all(entries));
}
