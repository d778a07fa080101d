import { type Answer, Refusal } from '../answer.ts';
import { readParameters } from '../parameters.ts';
import type { Call } from '../route.ts';

/** Everything that happens, as it happens. */
export function events({ server: { streams }, request, query }: Call): Answer {
  readParameters(query, {});
  if (streams.isFull) throw new Refusal(503, 'too many are listening already', { 'retry-after': '10' });
  const lastId = request.headers['last-event-id'];
  return {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' },
    stream: (response) => streams.open(response, typeof lastId === 'string' ? lastId : undefined),
  };
}
