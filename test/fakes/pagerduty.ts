import { httpTarget } from '../targets.ts';
import { answerWith, Faults, type Listen, type Request } from './faults.ts';

export interface PagerDutyIncident {
  readonly key: string;
  readonly status: 'triggered' | 'acknowledged' | 'resolved';
  readonly triggers: number;
  readonly event: Record<string, unknown>;
}

/** PagerDuty's Events API v2: one open incident for each deduplication key. */
export interface FakePagerDuty {
  readonly api: string;
  readonly faults: Faults;
  readonly requests: readonly Request[];
  readonly incidents: readonly PagerDutyIncident[];
}

export const ROUTING_KEY = 'R0123456789abcdef0123456789abcde';

const SEVERITIES = ['critical', 'error', 'warning', 'info'];
const MAX_BYTES = 524_288;

interface Event extends Record<string, unknown> {
  readonly routing_key?: string;
  readonly event_action?: string;
  readonly dedup_key?: string;
  readonly payload?: { readonly summary?: string; readonly source?: string; readonly severity?: string };
  readonly links?: readonly { readonly href?: string }[];
}

export async function fakePagerDuty(listen: Listen = httpTarget): Promise<FakePagerDuty> {
  const faults = new Faults();
  const requests: Request[] = [];
  const incidents: PagerDutyIncident[] = [];

  const take = (event: Event) => {
    const key = event.dedup_key ?? '';
    const at = incidents.findIndex((one) => one.key === key && one.status !== 'resolved');
    const open = incidents[at];
    if (event.event_action === 'trigger') {
      if (open) incidents[at] = { ...open, triggers: open.triggers + 1, event };
      else incidents.push({ key, status: 'triggered', triggers: 1, event });
    } else if (open) {
      incidents[at] = { ...open, status: event.event_action === 'resolve' ? 'resolved' : 'acknowledged' };
    }
    return {
      status: 202,
      body: JSON.stringify({ status: 'success', message: 'Event processed', dedup_key: key }),
    };
  };

  const target = await listen(async (request, response) => {
    const path = (request.url ?? '').slice(1);
    const body = Buffer.concat(await request.toArray()).toString();
    requests.push({ path, headers: request.headers, body });
    await answerWith(faults.take(path), response, () => {
      if (path !== 'v2/enqueue') return { status: 404, body: '{}' };
      const event = JSON.parse(body) as Event;
      const wrong = errorsOf(event, body);
      if (wrong.length === 0) return take(event);
      return { status: 400, body: JSON.stringify({ status: 'invalid event', errors: wrong }) };
    });
  });
  return { api: target.url, faults, requests, incidents };
}

function errorsOf(event: Event, body: string): string[] {
  const { routing_key, event_action = '', dedup_key = '', payload, links = [] } = event;
  const { summary = '', source = '', severity = '' } = payload ?? {};
  const isTrigger = event_action === 'trigger';
  return [
    Buffer.byteLength(body) > MAX_BYTES && 'event is too large',
    routing_key !== ROUTING_KEY && "'routing_key' is invalid",
    !['trigger', 'acknowledge', 'resolve'].includes(event_action) && "'event_action' is invalid",
    dedup_key.length > 255 && "'dedup_key' is too long",
    isTrigger && (summary === '' || summary.length > 1_024) && "'summary' is missing or too long",
    isTrigger && source === '' && "'source' is missing or blank",
    isTrigger && !SEVERITIES.includes(severity) && "'severity' is invalid",
    links.some(({ href = '' }) => !URL.canParse(href)) && "'links' are invalid",
  ].filter((error) => error !== false);
}
