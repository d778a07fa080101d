import type { Listen } from '../../test/fakes/faults.ts';
import { type FakePagerDuty, fakePagerDuty } from '../../test/fakes/pagerduty.ts';
import { type Served, serve } from '../../test/fakes/serve.ts';
import { type FakeSlack, fakeSlack } from '../../test/fakes/slack.ts';

/** Servers that act as Slack and PagerDuty, until they are closed. */
export interface Desk {
  readonly slack: FakeSlack;
  readonly duty: FakePagerDuty;
  /** When the first request came, epoch milliseconds; absent when none has. */
  readonly firstAt: { slack?: number; pagerduty?: number };
  /** Answers of 500. */
  readonly failed: { slack: number; pagerduty: number };
  readonly close: () => void;
}

export async function openDesk(now: () => number = Date.now): Promise<Desk> {
  const servers: Served[] = [];
  const firstAt: Desk['firstAt'] = {};
  const failed = { slack: 0, pagerduty: 0 };
  const listening =
    (name: keyof typeof failed): Listen =>
    async (answer) => {
      const server = await serve((request, response) => {
        firstAt[name] ??= Date.now();
        response.once('finish', () => {
          failed[name] += Number(response.statusCode === 500);
        });
        answer(request, response);
      });
      servers.push(server);
      return server;
    };
  const slack = await fakeSlack(now, listening('slack'));
  const duty = await fakePagerDuty(listening('pagerduty'));
  const close = () => {
    for (const server of servers) server.close();
  };
  return { slack, duty, firstAt, failed, close };
}

/** How many notices of ours are in the channel more than once. */
export function twiceInSlack({ slack }: Desk): number {
  const payloads = slack.messages().map(({ metadata }) => metadata?.event_payload.notice);
  return payloads.length - new Set(payloads).size;
}

/** How many replies of ours are in a thread more than once. */
export function repliedTwice({ slack }: Desk): number {
  const replies = slack.messages().flatMap(({ ts }) => slack.thread(ts));
  const said = replies.flatMap(({ thread_ts, metadata }) =>
    metadata ? [`${thread_ts} ${metadata.event_payload.delivery}`] : [],
  );
  return said.length - new Set(said).size;
}

/** How many of PagerDuty's incidents are there more than once. */
export const twiceAtPagerDuty = ({ duty }: Desk): number =>
  duty.incidents.length - new Set(duty.incidents.map(({ key }) => key)).size;

/** What was sent to Slack, in the words of its API. */
export function sentToSlack({ slack }: Desk): { messages: number; updates: number; replies: number } {
  const messages = slack.messages();
  return {
    messages: messages.length,
    updates: slack.requests.filter(({ path }) => path === 'chat.update').length,
    replies: messages.reduce((sum, { ts }) => sum + slack.thread(ts).length, 0),
  };
}
