import { type Answer, Refusal } from '../answer.ts';
import { readParameters, text } from '../parameters.ts';
import type { Call } from '../route.ts';

/** Everything that happens, as it happens; after the header's event, which a browser sends when it comes back, or the query's. */
export function events({ server: { streams }, request, query }: Call): Answer {
  const { after } = readParameters(query, { after: text });
  if (streams.isFull) throw new Refusal(503, 'too many are listening already', { 'retry-after': '10' });
  const lastId = request.headers['last-event-id']?.toString() ?? after;
  return {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' },
    stream: (response) => streams.open(response, lastId),
  };
}
