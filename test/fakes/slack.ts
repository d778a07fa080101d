import { httpTarget } from '../targets.ts';
import { answerWith, Faults, type Listen, type Request } from './faults.ts';

export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
  readonly attachments: readonly { color: string; blocks: readonly Record<string, unknown>[] }[];
  readonly metadata?: { event_type: string; event_payload: Record<string, string> };
  readonly thread_ts?: string;
  readonly reply_broadcast?: boolean;
}

/** Slack's Web API as far as a bot that posts needs it, with its own rules. */
export interface FakeSlack {
  readonly api: string;
  readonly faults: Faults;
  readonly requests: readonly Request[];
  /** Of the channel itself, the oldest first. */
  readonly messages: () => readonly SlackMessage[];
  readonly thread: (ts: string) => readonly SlackMessage[];
  /** Files shown, by the thread that they are in. */
  readonly files: readonly { thread: string; bytes: number; comment: string }[];
  readonly delete: (ts: string) => void;
  /** Scopes that the bot has not. */
  readonly missing: Set<string>;
}

export const SLACK_TOKEN = 'xoxb-test-token-1234';
export const CHANNEL = 'C0123456789';
const CHANNEL_NAME = '#trading';

type Args = Readonly<Record<string, string | undefined>>;
type Method = (args: Args) => Record<string, unknown>;

const no = (error: string) => ({ ok: false, error });

export async function fakeSlack(now: () => number, listen: Listen = httpTarget): Promise<FakeSlack> {
  const faults = new Faults();
  const requests: Request[] = [];
  const kept: SlackMessage[] = [];
  const files: { thread: string; bytes: number; comment: string }[] = [];
  const uploads = new Map<string, number>();
  const missing = new Set<string>();
  let count = 0;
  const idOf = (channel = '') => (channel === CHANNEL_NAME ? CHANNEL : channel);

  const methods: Record<string, Method> = {
    'chat.postMessage': (args) => {
      if (idOf(args.channel) !== CHANNEL) return no('channel_not_found');
      const wrong = refused(args);
      if (wrong) return no(wrong);
      const message = messageOf(args, `${Math.floor(now() / 1_000)}.${String(++count).padStart(6, '0')}`);
      kept.push(message);
      return { ok: true, channel: CHANNEL, ts: message.ts };
    },
    'chat.update': (args) => {
      if (args.channel !== CHANNEL) return no('channel_not_found');
      const wrong = refused(args);
      if (wrong) return no(wrong);
      const at = kept.findIndex(({ ts }) => ts === args.ts);
      if (at === -1) return no('message_not_found');
      kept[at] = { ...kept[at], ...messageOf(args, args.ts ?? '') };
      return { ok: true, channel: CHANNEL, ts: args.ts };
    },
    'conversations.history': (args) => {
      if (missing.has('channels:history')) return no('missing_scope');
      if (args.channel !== CHANNEL) return no('channel_not_found');
      const seen = kept.filter(({ thread_ts, reply_broadcast }) => !thread_ts || reply_broadcast);
      return page(seen.toReversed(), args);
    },
    'conversations.replies': (args) => {
      if (missing.has('channels:history')) return no('missing_scope');
      return page(
        kept.filter(({ ts, thread_ts }) => ts === args.ts || thread_ts === args.ts),
        args,
      );
    },
    'files.getUploadURLExternal': ({ length }) => {
      if (missing.has('files:write')) return no('missing_scope');
      const id = `F${++count}`;
      uploads.set(id, Number(length));
      return { ok: true, upload_url: `${target.url}/upload/${id}`, file_id: id };
    },
    'files.completeUploadExternal': ({ files: list = '[]', thread_ts = '', initial_comment = '' }) => {
      for (const { id } of JSON.parse(list) as { id: string }[])
        files.push({ thread: thread_ts, bytes: uploads.get(id) ?? 0, comment: initial_comment });
      return { ok: true };
    },
  };

  const page = (
    messages: readonly SlackMessage[],
    { oldest = '0', limit = '100', cursor = '0', ...args }: Args,
  ) => {
    const inside = messages.filter(({ ts }) => Number(ts) >= Number(oldest));
    const from = Number(cursor);
    const next = from + Number(limit) < inside.length ? String(from + Number(limit)) : '';
    const shown = inside.slice(from, from + Number(limit)).map(({ metadata, ...message }) => ({
      ...message,
      reply_count: kept.filter(({ thread_ts }) => thread_ts === message.ts).length,
      ...(args.include_all_metadata === 'true' && metadata && { metadata }),
    }));
    return { ok: true, messages: shown, response_metadata: { next_cursor: next } };
  };

  const target = await listen(async (request, response) => {
    const path = (request.url ?? '').slice(1);
    const body = Buffer.concat(await request.toArray()).toString();
    requests.push({ path, headers: request.headers, body });
    await answerWith(faults.take(path.startsWith('upload/') ? 'upload' : path), response, () => {
      if (path.startsWith('upload/')) return { status: 200, body: 'OK' };
      if (request.headers.authorization !== `Bearer ${SLACK_TOKEN}`)
        return { status: 200, body: JSON.stringify(no('invalid_auth')) };
      const answer = methods[path]?.(Object.fromEntries(new URLSearchParams(body))) ?? no('unknown_method');
      return { status: 200, body: JSON.stringify(answer) };
    });
  });

  return {
    api: target.url,
    faults,
    requests,
    files,
    missing,
    messages: () => kept.filter(({ thread_ts }) => !thread_ts),
    thread: (root) => kept.filter(({ thread_ts }) => thread_ts === root),
    delete: (gone) => {
      kept.splice(0, kept.length, ...kept.filter(({ ts }) => ts !== gone));
    },
  };
}

function messageOf(args: Args, ts: string): SlackMessage {
  return {
    channel: CHANNEL,
    ts,
    text: args.text ?? '',
    attachments: JSON.parse(args.attachments ?? '[]'),
    ...(args.metadata && { metadata: JSON.parse(args.metadata) }),
    ...(args.thread_ts && { thread_ts: args.thread_ts }),
    ...(args.reply_broadcast === 'true' && { reply_broadcast: true }),
  };
}

/** Slack's own limits: blocks in a message, characters in a section, a button and its URL, and in all. */
function refused({ text = '', attachments = '[]' }: Args): string | undefined {
  const blocks = (JSON.parse(attachments) as SlackMessage['attachments']).flatMap((one) => one.blocks);
  if (text === '' && blocks.length === 0) return 'no_text';
  if (text.length > 4_000) return 'msg_too_long';
  if (JSON.stringify(blocks).length > 13_200) return 'msg_blocks_too_long';
  const isFine = blocks.length <= 50 && blocks.every(fits);
  return isFine ? undefined : 'invalid_blocks';
}

function fits(block: Record<string, unknown>): boolean {
  const {
    type,
    text,
    elements = [],
  } = block as {
    type: string;
    text?: { text: string };
    elements?: readonly { url?: string; text?: { text: string } | string }[];
  };
  if (type === 'section') return text !== undefined && text.text.length >= 1 && text.text.length <= 3_000;
  if (type !== 'actions') return true;
  return (
    elements.length <= 25 &&
    elements.every((button) => Object(button.text).text.length <= 75 && (button.url ?? '').length <= 3_000)
  );
}
