import { formatMs } from '../../../model/duration.ts';
import type { Step } from '../../../model/incident/decide.ts';
import { asTold, type Notice, type Pending } from '../../../model/incident/notice.ts';
import type { Receiver } from '../../../model/receiver.ts';
import type { Redact } from '../../../model/redact.ts';
import { unlessAborted } from '../../../probes/net/abort.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { TimedOut, within } from '../../platform/within.ts';
import type { Delivery, Outcome, Send, SenderPorts } from '../sender.ts';
import { backoff } from './backoff.ts';

/** How long one send may take. */
export const SEND_MS = 10_000;

export interface SendPorts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** Takes the secrets that senders have read out of what is written. */
  readonly redact: Redact;
  /** Loads the sender of a kind of receiver. */
  readonly loadSend: (kind: string) => Promise<Send>;
  readonly sender: Omit<SenderPorts, 'signal'>;
}

/** The notice as it is written down before its send begins: whoever finds it so cannot know whether it arrived. */
export const underWay = (notice: Notice): Notice => ({
  ...notice,
  ...(notice.pending && { pending: { ...notice.pending, isUncertain: true } }),
});

/** Makes one send, within its time, whatever the sender does. Never throws. */
export async function send(delivery: Delivery, receiver: Receiver, ports: SendPorts): Promise<Outcome> {
  const work = async (signal: AbortSignal): Promise<Outcome> => {
    const sendBy = await ports.loadSend(receiver.kind);
    return unlessAborted(sendBy(delivery, receiver, { ...ports.sender, signal }), signal);
  };
  try {
    return await within({ ms: SEND_MS, clock: ports.clock, work });
  } catch (error) {
    return { isTold: false, isUncertain: true, problem: problemOf(error) };
  }
}

const problemOf = (error: unknown): string =>
  error instanceof TimedOut ? `no answer within ${formatMs(SEND_MS)}` : String((error as Error)?.message);

/** The notice once a send of it has come to an outcome. */
export function afterSend({ notice }: Step, outcome: Outcome, { clock, random, redact }: SendPorts): Notice {
  const now = clock.now();
  if (outcome.isTold) return asTold(notice, now, outcome.ref);
  if (!notice.pending) return notice;
  const wait = outcome.retryAfterMs ?? backoff(notice.pending.attempts, random);
  const pending: Pending = {
    ...notice.pending,
    notBefore: now + wait,
    isUncertain: notice.pending.isUncertain || outcome.isUncertain,
    problem: redact(outcome.problem),
  };
  return { ...notice, pending };
}

/** One line for each send that came to an outcome. */
export function logSend(
  step: Step,
  outcome: Outcome,
  { log, redact }: Pick<SendPorts, 'log' | 'redact'>,
): void {
  const { notice, event } = step;
  const fields = {
    receiver: notice.receiver,
    notice: notice.id,
    event,
    incidents: notice.entries.map(({ key }) => key).slice(0, MAX_LOGGED),
    count: notice.entries.length,
    attempts: notice.pending?.attempts,
  };
  if (outcome.isTold) log.info('told', fields);
  else log.warn('not told', { ...fields, ...redact({ problem: outcome.problem }) });
}

/** A storm's digest has a thousand. */
const MAX_LOGGED = 20;
