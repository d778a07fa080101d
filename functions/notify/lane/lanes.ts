import type { Datum } from '../../../model/metric.ts';
import type { Receiver } from '../../../model/receiver.ts';
import { sendAll } from '../../platform/send.ts';
import type { SqsPort } from '../../platform/sqs.ts';
import { within } from '../../platform/within.ts';
import type { Sink } from '../../sinks/sink.ts';
import { encodeWake } from '../messages/message.ts';
import { type Turn, type TurnPorts, takeTurn } from './turn.ts';

/** SQS: a message can be delayed so long (SendMessage). What is to come later, reconcile finds. */
const MAX_DELAY_SECONDS = 900;

/** How soon to try again when a turn came to nothing because the store was away. */
const AWAY_MS = 5_000;

/** What sending a wake may take. */
const WAKE_MS = 5_000;

export interface LanesPorts extends TurnPorts {
  readonly sqs: SqsPort;
  /** The queue of wakes. */
  readonly queueUrl: string;
  readonly sink: Sink;
}

/**
 * These receivers take their turns, side by side, so that none waits for another one. What was told is counted. Never
 * throws; `false` when a turn came to nothing.
 */
export async function takeTurns(
  receivers: readonly Receiver[],
  deadline: number,
  ports: LanesPorts,
): Promise<boolean> {
  const turns = await Promise.all(receivers.map((receiver) => tryTurn(receiver, deadline, ports)));
  await count(turns, ports);
  return turns.every(({ isDone }) => isDone);
}

interface Tried extends Turn {
  readonly isDone: boolean;
}

async function tryTurn(receiver: Receiver, deadline: number, ports: LanesPorts): Promise<Tried> {
  const turn = await takeTurn(receiver, deadline, ports).then(
    (turn): Tried => ({ ...turn, isDone: true }),
    (error: unknown): Tried => {
      const problem = ports.redact((error as Error).message);
      ports.log.error('a turn came to nothing', { receiver: receiver.name, problem });
      const wakeAt = ports.clock.now() + AWAY_MS;
      return { receiver: receiver.name, told: 0, failed: 0, isFailing: false, wakeAt, isDone: false };
    },
  );
  await wake(turn, ports);
  return turn;
}

/** Sends the notifier a message for the time at which the receiver is to be looked at again. */
async function wake({ receiver, wakeAt }: Turn, { sqs, queueUrl, clock, log }: LanesPorts): Promise<void> {
  if (wakeAt === undefined) return;
  const delaySeconds = Math.max(0, Math.ceil((wakeAt - clock.now()) / 1_000));
  if (delaySeconds > MAX_DELAY_SECONDS) return;
  const messages = [{ body: encodeWake(receiver), delaySeconds }];
  const work = (signal: AbortSignal) => sendAll({ sqs, queueUrl, messages, signal });
  const [unsent] = await within({ ms: WAKE_MS, clock, work });
  if (unsent) log.error('a receiver will not be looked at before we reconcile', { receiver, ...unsent });
}

/**
 * Counts what was sent; a receiver to whom nothing was to be sent has no value. One that has asked for patience still
 * fails, minute by minute, though nobody sends to it.
 */
async function count(turns: readonly Turn[], { sink, clock, log }: LanesPorts): Promise<void> {
  const at = clock.now();
  const datums = turns.flatMap(({ receiver, told, failed, isFailing }): Datum[] => {
    const common = { dimensions: { Receiver: receiver }, at, resolution: 60 } as const;
    const untold = Math.max(failed, Number(isFailing));
    return told + untold === 0
      ? []
      : [
          { metric: 'delivered', value: told, ...common },
          { metric: 'deliveryFailed', value: untold, ...common },
        ];
  });
  if (datums.length === 0) return;
  const { problem } = await sink.deliver(datums);
  if (problem) log.error('datapoints were not delivered', { problem });
}
