import type { Check } from '../../model/check.ts';
import { LANES, type Lane } from '../../model/lane.ts';
import { selfDatum } from '../../model/metric.ts';
import { type Batch, MINUTE_SECONDS, plan } from '../../model/plan.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { type Message, sendAll, type Unsent } from '../platform/send.ts';
import type { SqsPort } from '../platform/sqs.ts';
import type { Sink } from '../sinks/sink.ts';
import { countDeadLetters } from './dead-letters.ts';
import { encodeBatch } from './message.ts';

export interface DispatchPorts {
  readonly checks: readonly Check[];
  readonly location: string;
  readonly clock: Clock;
  readonly sqs: SqsPort;
  /** Where the batches of each lane go; a location whose checks need no browser has no queue for them. */
  readonly queueUrls: Readonly<Partial<Record<Lane, string>>>;
  readonly deadLetterQueueUrls: readonly string[];
  readonly sink: Sink;
  readonly log: Log;
}

/**
 * Sends out the batches of the minute that begins at `minute`, in seconds since the epoch, and publishes what was
 * planned. Throws when a batch could not be sent: the scheduler tries the minute again or keeps it as a dead letter,
 * and a minute without `Planned` is one that the watchdog calls missing.
 */
export async function dispatch(minute: number, ports: DispatchPorts): Promise<void> {
  const { checks, location, sink, log } = ports;
  const batches = plan({ checks, at: minute, location });
  const sending = LANES.map((lane) => send(batches, lane, minute, ports));
  const [unsent, deadLetters] = await Promise.all([
    Promise.all(sending).then((lanes) => lanes.flat()),
    countDeadLetters(ports),
  ]);
  if (unsent[0]) {
    const all = `${unsent.length} of ${batches.length} batches`;
    throw new Error(
      `${all} of ${new Date(minute * 1_000).toISOString()} were not sent: ${unsent[0].problem}`,
    );
  }
  const planned = batches.reduce((sum, { runs }) => sum + runs.length, 0);
  const delivery = await sink.deliver([
    selfDatum('planned', planned, location, minute * 1_000),
    ...(deadLetters === undefined ? [] : [selfDatum('deadLetters', deadLetters, location, minute * 1_000)]),
  ]);
  if (delivery.problem) log.error('datapoints were not delivered', { ...delivery });
  log.info('dispatched', { minute, planned, batches: batches.length });
}

/** Sends the batches of one lane. Returns what was not taken. */
async function send(
  batches: readonly Batch[],
  lane: Lane,
  minute: number,
  { clock, sqs, queueUrls }: DispatchPorts,
): Promise<Unsent[]> {
  const elapsed = clock.now() / 1_000 - minute;
  const messages = batches
    .filter((batch) => batch.lane === lane)
    .map((batch): Message => ({ body: encodeBatch(batch), delaySeconds: delayOf(batch, elapsed) }));
  const queueUrl = queueUrls[lane];
  if (queueUrl !== undefined) return sendAll({ sqs, queueUrl, messages });
  return messages.map((message) => ({ message, problem: `this location has no queue for ${lane} checks` }));
}

/** What is left of a batch's delay this late in its minute; a minute late or more, it is due at once. */
const delayOf = ({ delaySeconds }: Batch, elapsedSeconds: number): number =>
  Math.ceil(Math.min(Math.max(delaySeconds - elapsedSeconds, 0), MINUTE_SECONDS));
