import { within } from '../../platform/within.ts';
import type { Outcome } from '../sender.ts';
import { severityOf } from '../wording/subject.ts';
import { isError, type SlackError } from './api.ts';
import { findReply, type Place } from './history.ts';
import { isUncertain, type Job, told } from './job.ts';
import { showPicture } from './picture.ts';
import { reply } from './show.ts';
import { detailsOf, replyOf } from './thread.ts';

/** Slack will not say what is in the channel, however often it is asked. */
const UNASKABLE = [
  'missing_scope',
  'not_allowed_token_type',
  'channel_not_found',
  'not_in_channel',
  'no_permission',
];

export const cannotSay = ({ error = '' }: SlackError): boolean => UNASKABLE.includes(error);

/** What is said below something that was perhaps said before. */
export const doubtOf = ({ error }: SlackError): string =>
  `This may be here twice: whether the first one arrived could not be looked up (${error}).`;

/** Says the news in the thread; everybody in the channel hears that something critical still fires. */
export async function follow(job: Job, place: Place): Promise<Outcome> {
  const { delivery, slack } = job;
  if (delivery.event === 'opened') return elaborate(job, place);
  const earlier = isUncertain(job) ? await findReply(slack, place, delivery) : { found: undefined };
  if (isError(earlier) && !cannotSay(earlier)) return earlier;
  if (!isError(earlier) && earlier.found) return told(place);
  const doubt = isError(earlier) ? ` ${doubtOf(earlier)}` : '';
  const isLoud = delivery.event === 'reminded' && severityOf(delivery) === 'critical';
  const said = await reply(job, place, { text: `${replyOf(delivery)}${doubt}`, isLoud });
  return isError(said) ? said : told(place);
}

/** Slack takes one message a second in a channel. */
const BETWEEN_MESSAGES_MS = 1_000;

/** Puts the details and the picture into the thread. The message has arrived: what fails here fails nothing. */
export async function elaborate(job: Job, place: Place): Promise<Outcome> {
  const { delivery, spec, slack, ports } = job;
  const details = detailsOf(delivery);
  const png = await pictureOf(job);
  if (!png && details === '') return told(place);
  await ports.clock.sleep(BETWEEN_MESSAGES_MS, ports.signal);
  const options = { slack, api: spec.api, place, comment: details, signal: ports.signal };
  const isShown = png !== undefined && (await showPicture(png, options));
  if (!isShown && details !== '') await reply(job, place, { text: details });
  return told(place);
}

/** How long a picture is waited for: the details can do without. */
const PICTURE_MS = 5_000;

const pictureOf = ({ delivery, ports }: Job): Promise<Uint8Array | undefined> =>
  within({
    ms: PICTURE_MS,
    clock: ports.clock,
    work: (late) => beforeEnd(delivery.picture(), AbortSignal.any([late, ports.signal])),
  });

/** A promise's value; `undefined` once the signal aborts. */
function beforeEnd<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
  return new Promise((resolve) => {
    const giveUp = () => resolve(undefined);
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
    promise.then(resolve, giveUp).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
