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

/** So many sends ask first; Slack that posts but cannot say would else never be posted to. */
const PATIENCE = 5;

/** Whether it is told without having asked: rather twice than never. */
export const cannotSay = ({ delivery }: Job, { error = '' }: SlackError): boolean =>
  UNASKABLE.includes(error) || (delivery.notice.pending?.attempts ?? 0) >= PATIENCE;

/** What is said below something that was perhaps said before. */
export const doubtOf = ({ error = '' }: SlackError): string => {
  const why = UNASKABLE.includes(error) ? error : 'no answer';
  return `This may be here twice: whether the first one arrived could not be looked up (${why}).`;
};

/** Says the news in the thread; everybody in the channel hears that something critical still fires. */
export async function follow(job: Job, place: Place): Promise<Outcome> {
  const { delivery, slack } = job;
  if (delivery.event === 'opened') return elaborate(job, place);
  const earlier = isUncertain(job) ? await findReply(slack, place, delivery) : { found: undefined };
  if (isError(earlier) && !cannotSay(job, earlier)) return earlier;
  if (!isError(earlier) && earlier.found) return told(place);
  const doubt = isError(earlier) ? ` ${doubtOf(earlier)}` : '';
  const isLoud = delivery.event === 'reminded' && severityOf(delivery) === 'critical';
  const said = await reply(job, place, { text: `${replyOf(delivery)}${doubt}`, isLoud });
  return isError(said) ? said : told(place);
}

/** Slack takes one message a second in a channel. */
const BETWEEN_MESSAGES_MS = 1_000;

/** How long a picture is waited for, and the details together: the message has arrived, and that is to be known. */
const PICTURE_MS = 3_000;
const DETAILS_MS = 5_000;

/** Puts the details and the picture into the thread. What fails here fails nothing. */
export async function elaborate(job: Job, place: Place): Promise<Outcome> {
  const { clock, signal } = job.ports;
  const work = (late: AbortSignal) => detail(job, place, AbortSignal.any([late, signal]));
  await within({ ms: DETAILS_MS, clock, work });
  return told(place);
}

async function detail(job: Job, place: Place, signal: AbortSignal): Promise<void> {
  const { delivery, spec, slack, ports } = job;
  const details = detailsOf(delivery);
  const png = await pictureOf(job, signal);
  if (!png && details === '') return;
  await ports.clock.sleep(BETWEEN_MESSAGES_MS, signal);
  const options = { slack, api: spec.api, place, comment: details, signal };
  const isShown = png !== undefined && (await showPicture(png, options));
  if (!isShown && details !== '') await reply(job, place, { text: details, signal });
}

const pictureOf = ({ delivery, ports }: Job, signal: AbortSignal): Promise<Uint8Array | undefined> =>
  within({
    ms: PICTURE_MS,
    clock: ports.clock,
    work: (late) => beforeEnd(delivery.picture(), AbortSignal.any([late, signal])),
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
