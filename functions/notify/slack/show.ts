import type { Delivery } from '../sender.ts';
import { isError, type SlackData, type SlackError } from './api.ts';
import { metadataOf, type Place } from './history.ts';
import type { Job } from './job.ts';
import { type Message, messageOf, plainMessageOf } from './message.ts';

/** A new message; Slack rings for it. `remark` is said below it. */
export function post({ delivery, spec, slack }: Job, remark?: string): Promise<SlackData | SlackError> {
  const metadata = metadataOf('vedette_notice', delivery.notice.id, delivery.id);
  return showing(messageOf(delivery, { remark }), delivery, (message) =>
    slack('chat.postMessage', { ...message, ...AS_IT_IS, ...NO_PREVIEW, channel: spec.channel, metadata }),
  );
}

/** The message as it should be now. It stays the message of the delivery that it was posted for. */
export function update({ delivery, slack }: Job, place: Place): Promise<SlackData | SlackError> {
  const metadata = metadataOf('vedette_notice', delivery.notice.id, place.delivery);
  const { channel, ts } = place;
  return showing(messageOf(delivery), delivery, (message) =>
    slack('chat.update', { ...message, ...AS_IT_IS, channel, ts, metadata }),
  );
}

interface ReplyOptions {
  readonly text: string;
  /** Whether the channel sees it too. */
  readonly isLoud?: boolean;
}

/** Something said in a message's thread. */
export function reply({ delivery, slack }: Job, place: Place, { text, isLoud = false }: ReplyOptions) {
  return slack('chat.postMessage', {
    text,
    channel: place.channel,
    thread_ts: place.ts,
    ...(isLoud && { reply_broadcast: true }),
    metadata: metadataOf('vedette_reply', delivery.notice.id, delivery.id),
    ...AS_IT_IS,
    ...NO_PREVIEW,
  });
}

/** Nothing in the text is turned into a mention or a link, and no link is fetched. */
const AS_IT_IS = { link_names: false, parse: 'none' } as const;
const NO_PREVIEW = { unfurl_links: false, unfurl_media: false } as const;

/** Errors that are about what we wrote. */
const UNSHOWABLE = [
  'invalid_blocks',
  'invalid_attachments',
  'invalid_blocks_format',
  'msg_too_long',
  'msg_blocks_too_long',
  'attachment_payload_limit_exceeded',
  'too_many_attachments',
];

/** Shows a message; its text alone when Slack does not take its blocks, because any news is better than none. */
async function showing(
  message: Message,
  delivery: Delivery,
  show: (message: Message) => Promise<SlackData | SlackError>,
): Promise<SlackData | SlackError> {
  const shown = await show(message);
  const isRefused = isError(shown) && UNSHOWABLE.includes(shown.error ?? '');
  return isRefused ? show(plainMessageOf(delivery)) : shown;
}
