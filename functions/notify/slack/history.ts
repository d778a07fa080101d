import type { Delivery } from '../sender.ts';
import { isError, type Slack, type SlackError } from './api.ts';

/** Where a message is, and the delivery that it was posted for. */
export interface Place extends Readonly<Record<string, string>> {
  readonly channel: string;
  readonly ts: string;
  readonly delivery: string;
}

/** A message of ours as Slack keeps it. */
export interface Found {
  readonly place: Place;
  readonly hasReplies: boolean;
}

/** What Slack was asked: the message, `undefined` when it is not there. */
type Search = { readonly found: Found | undefined } | SlackError;

/** A notice's own message, or something said in its thread. */
type Role = 'vedette_notice' | 'vedette_reply';

/** What a message carries so that it can be found again (Slack: message metadata). */
export const metadataOf = (role: Role, notice: string, delivery: string) => ({
  event_type: role,
  event_payload: { notice, delivery },
});

/** Slack's clock and ours may differ. */
const CLOCK_SKEW_MS = 60_000;

const PAGE = 50;
/** A channel with more messages than this since the first try is not searched to its end. */
const MAX_PAGES = 10;

interface SearchOptions {
  readonly slack: Slack;
  readonly method: 'conversations.history' | 'conversations.replies';
  readonly args: Readonly<Record<string, unknown>>;
  readonly channel: string;
  readonly role: Role;
  readonly wanted: (payload: { readonly notice?: unknown; readonly delivery?: unknown }) => boolean;
}

/** The message of a notice in a channel. */
export const findNotice = (slack: Slack, channel: string, { notice }: Delivery): Promise<Search> =>
  search({
    slack,
    method: 'conversations.history',
    args: { channel, ...sinceFirstTry({ notice }) },
    channel,
    role: 'vedette_notice',
    wanted: (payload) => payload.notice === notice.id,
  });

/** What a delivery said in the thread of its message. */
export const findReply = (slack: Slack, { channel, ts }: Place, { id, notice }: Delivery): Promise<Search> =>
  search({
    slack,
    method: 'conversations.replies',
    args: { channel, ts, ...sinceFirstTry({ notice }) },
    channel,
    role: 'vedette_reply',
    wanted: (payload) => payload.delivery === id,
  });

const sinceFirstTry = ({ notice }: Pick<Delivery, 'notice'>) => ({
  oldest: String(((notice.pending?.since ?? notice.openedAt) - CLOCK_SKEW_MS) / 1_000),
});

async function search({ slack, method, args, channel, role, wanted }: SearchOptions): Promise<Search> {
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const reply = await slack(method, { ...args, limit: PAGE, include_all_metadata: true, cursor });
    if (isError(reply)) return reply;
    const messages = (Array.isArray(reply.messages) ? reply.messages : []) as readonly unknown[];
    const found = messages.map(messageOf).find((message) => message.role === role && wanted(message.payload));
    if (found) {
      const { ts, payload, hasReplies } = found;
      return { found: { place: { channel, ts, delivery: String(payload.delivery) }, hasReplies } };
    }
    cursor = cursorOf(reply.response_metadata);
    if (!cursor) break;
  }
  return { found: undefined };
}

/** Any message, of which most are not ours. */
function messageOf(message: unknown) {
  const { ts, metadata, reply_count } = Object(message) as {
    ts?: unknown;
    metadata?: { event_type?: unknown; event_payload?: unknown };
    reply_count?: unknown;
  };
  return {
    ts: String(ts),
    role: metadata?.event_type,
    payload: Object(metadata?.event_payload) as { notice?: unknown; delivery?: unknown },
    hasReplies: Number(reply_count ?? 0) > 0,
  };
}

function cursorOf(metadata: unknown): string | undefined {
  const { next_cursor } = Object(metadata) as { next_cursor?: unknown };
  return typeof next_cursor === 'string' && next_cursor !== '' ? next_cursor : undefined;
}
