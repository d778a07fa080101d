import { attempt } from '../attempt.ts';
import { type Answer, ask } from '../http/ask.ts';
import { refusalOf } from '../http/refusal.ts';
import type { Outcome, Send, SenderPorts, Untold } from '../sender.ts';
import { type Message, messageOf, plainMessageOf } from '../slack/message.ts';
import type { SlackWebhookSpec } from './receiver.ts';

const BAD_REQUEST = 400;

/** Posts one message. Slack gives no handle of it: nothing is updated, and nothing can be asked. */
export const send: Send<SlackWebhookSpec> = (delivery, { spec }, ports) =>
  attempt(ports, async (reveal) => {
    const url = await reveal(spec.url);
    const first = await post(url, messageOf(delivery), ports);
    if ('isTold' in first || first.status !== BAD_REQUEST) return outcomeOf(first, ports);
    return outcomeOf(await post(url, plainMessageOf(delivery), ports), ports);
  });

const post = (url: string, message: Message, { signal }: SenderPorts): Promise<Answer | Untold> =>
  ask({
    url,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...message, unfurl_links: false, unfurl_media: false }),
    signal,
  });

function outcomeOf(answer: Answer | Untold, { clock }: SenderPorts): Outcome {
  const untold = 'isTold' in answer ? answer : refusalOf(answer, clock.now());
  return untold ? { ...untold, problem: `Slack webhook: ${untold.problem}` } : { isTold: true };
}
