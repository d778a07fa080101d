import type { Clock } from '../../functions/platform/clock.ts';
import type { SqsPort } from '../../functions/platform/sqs.ts';

/** A message as its consumer gets it. */
export interface Carried {
  readonly messageId: string;
  readonly body: string;
}

interface Waiting extends Carried {
  /** Not before, epoch milliseconds. */
  readonly at: number;
}

/** Takes a batch and returns the messages that are to come again. */
type Consume = (messages: readonly Carried[]) => Promise<readonly Carried[]>;

/** How soon a message that was given back comes again. */
const AGAIN_MS = 1_000;

/** How often the queue is looked at. */
const POLL_MS = 50;

/** SQS on one machine, as far as the notifier needs it: messages come in batches, after their delay, until they are taken. */
export class LocalQueue implements SqsPort {
  readonly #clock: Clock;
  #waiting: Waiting[] = [];
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly sendMessageBatch: SqsPort['sendMessageBatch'] = async ({ Entries = [] }) => {
    for (const { MessageBody = '', DelaySeconds = 0 } of Entries)
      this.send(MessageBody, DelaySeconds * 1_000);
    return { Failed: undefined };
  };

  readonly getQueueAttributes: SqsPort['getQueueAttributes'] = async () => ({
    Attributes: { ApproximateNumberOfMessages: String(this.#waiting.length) },
  });

  send(body: string, delayMs = 0): void {
    this.#count += 1;
    this.#waiting.push({ messageId: String(this.#count), body, at: this.#clock.now() + delayMs });
  }

  /** Hands out what is due, batch after batch, until the signal aborts. */
  async consume(take: Consume, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const now = this.#clock.now();
      const due = this.#waiting.filter(({ at }) => at <= now);
      this.#waiting = this.#waiting.filter(({ at }) => at > now);
      if (due.length > 0) for (const message of await take(due)) this.#again(message);
      else await this.#clock.sleep(POLL_MS, signal);
    }
  }

  #again({ messageId, body }: Carried): void {
    this.#waiting.push({ messageId, body, at: this.#clock.now() + AGAIN_MS });
  }
}
