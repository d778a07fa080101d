import { attempt } from '../attempt.ts';
import { type Answer, ask } from '../http/ask.ts';
import { refusalOf } from '../http/refusal.ts';
import type { Outcome, Send, SenderPorts, Untold } from '../sender.ts';
import { bareEvent, eventOf } from './event.ts';
import type { PagerDutySpec } from './receiver.ts';

const BAD_REQUEST = 400;

/**
 * Sends one event. Its deduplication key makes it safe to send again, so nobody is asked first. An event that is
 * refused as wrong is not repeated unchanged: its bare form follows, because any page is better than none.
 */
export const send: Send<PagerDutySpec> = (delivery, { spec }, ports) =>
  attempt(ports, async (reveal) => {
    const key = await reveal(spec.routingKey);
    const first = await enqueue(eventOf(delivery, key), spec, ports);
    if ('isTold' in first || first.status !== BAD_REQUEST) return outcomeOf(first, ports);
    return outcomeOf(await enqueue(bareEvent(delivery, key), spec, ports), ports);
  });

const enqueue = (event: object, { api }: PagerDutySpec, { signal }: SenderPorts): Promise<Answer | Untold> =>
  ask({
    url: `${api}/v2/enqueue`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(event),
    signal,
  });

function outcomeOf(answer: Answer | Untold, { clock }: SenderPorts): Outcome {
  const untold = 'isTold' in answer ? answer : refusalOf(answer, clock.now());
  return untold ? { ...untold, problem: `PagerDuty: ${untold.problem}` } : { isTold: true };
}
