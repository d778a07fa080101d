import { attempt } from '../attempt.ts';
import type { Delivery, Outcome, Send } from '../sender.ts';
import { connectSlack, isError, type SlackError } from './api.ts';
import { cannotSay, doubtOf, elaborate, follow } from './follow.ts';
import { type Found, findNotice, type Place } from './history.ts';
import { isUncertain, type Job, told } from './job.ts';
import type { SlackSpec } from './receiver.ts';
import { post, update } from './show.ts';

/**
 * Keeps one message for each notice. What was told before is updated in place, and the news is said in its thread,
 * because an update rings nobody. After an uncertain send Slack is asked first what arrived.
 */
export const send: Send<SlackSpec> = (delivery, { spec }, ports) =>
  attempt(ports, async (reveal) => {
    const slack = connectSlack({ api: spec.api, token: await reveal(spec.token), ports });
    return tell({ delivery, spec, slack, ports });
  });

async function tell(job: Job): Promise<Outcome> {
  const known = placeOf(job.delivery.notice.ref);
  if (known) {
    const updated = await update(job, known);
    if (!isError(updated)) return follow(job, known);
    if (!isGone(updated)) return updated;
  }
  if (!isUncertain(job)) return begin(job);
  const { channel } = job.spec;
  // Slack can be asked by id alone, and a message that was told before knows it.
  const id = channel.startsWith('#') ? (known?.channel ?? channel) : channel;
  const search = await findNotice(job.slack, id, job.delivery);
  if (isError(search)) return cannotSay(job, search) ? begin(job, doubtOf(search)) : search;
  return search.found ? goOn(job, search.found) : begin(job);
}

const placeOf = (ref: Delivery['notice']['ref']): Place | undefined =>
  ref?.channel && ref.ts ? { channel: ref.channel, ts: ref.ts, delivery: ref.delivery ?? '' } : undefined;

/** It was deleted, cannot be changed any more, or its channel is no longer the one that is told. */
const GONE = [
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'channel_not_found',
  'not_in_channel',
  'is_archived',
];

const isGone = ({ error = '' }: SlackError): boolean => GONE.includes(error);

/** It had arrived: it is brought up to date, and what was to follow it follows. */
async function goOn(job: Job, { place, hasReplies }: Found): Promise<Outcome> {
  const isThisOne = place.delivery === job.delivery.id;
  if (isThisOne) return hasReplies ? told(place) : elaborate(job, place);
  const updated = await update(job, place);
  return isError(updated) ? updated : follow(job, place);
}

async function begin(job: Job, remark?: string): Promise<Outcome> {
  const posted = await post(job, remark);
  if (isError(posted)) return posted;
  const { channel, ts } = posted;
  // Without a handle it cannot be kept up to date, but it was told.
  if (typeof channel !== 'string' || typeof ts !== 'string') return { isTold: true };
  return elaborate(job, { channel, ts, delivery: job.delivery.id });
}
