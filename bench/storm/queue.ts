import type { SqsPort } from '../../functions/platform/sqs.ts';
import type { Carried } from '../../local/notifier/queue.ts';

/** As the notify function's event source is deployed: lib/constructs/notifying.ts. */
const BATCH = 500;
const MAX_CONCURRENCY = 5;

/** When a message that was given back comes again; in SQS its visibility timeout, which nobody wants to wait for here. */
const AGAIN_MS = 1_000;

interface GatheringOptions {
  /** How long a batch is gathered. */
  readonly gatherMs: number;
  /** An invocation: takes a batch and returns the messages that are to come again. */
  readonly take: (batch: readonly Carried[]) => Promise<readonly Carried[]>;
}

/**
 * SQS and Lambda's event source in front of the notify function, on the real clock: a batch is full, or as old as the
 * batching window, before it is taken, and few are taken at a time. Lambda's pollers gather beside each other, so that
 * its batches can be smaller and more.
 */
export class GatheringQueue implements SqsPort {
  messages = 0;
  invocations = 0;
  readonly #options: GatheringOptions;
  readonly #full: (readonly Carried[])[] = [];
  #gathering: Carried[] = [];
  #timer: NodeJS.Timeout | undefined;
  #running = 0;

  constructor(options: GatheringOptions) {
    this.#options = options;
  }

  readonly sendMessageBatch: SqsPort['sendMessageBatch'] = async ({ Entries = [] }) => {
    for (const { MessageBody = '', DelaySeconds = 0 } of Entries)
      this.#wake(MessageBody, DelaySeconds * 1_000);
    return { Failed: undefined };
  };

  readonly getQueueAttributes: SqsPort['getQueueAttributes'] = async () => ({ Attributes: {} });

  send(body: string): void {
    this.#gather(this.#messageOf(body));
  }

  /** The queue of wakes gathers nothing. */
  #wake(body: string, delayMs: number): void {
    const message = this.#messageOf(body);
    setTimeout(() => {
      this.#full.push([message]);
      this.#next();
    }, delayMs);
  }

  #messageOf(body: string): Carried {
    this.messages++;
    return { messageId: String(this.messages), body };
  }

  #gather(message: Carried): void {
    this.#gathering.push(message);
    if (this.#gathering.length >= BATCH) this.#close();
    else this.#timer ??= setTimeout(() => this.#close(), this.#options.gatherMs);
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#full.push(this.#gathering);
    this.#gathering = [];
    this.#next();
  }

  #next(): void {
    if (this.#running >= MAX_CONCURRENCY) return;
    const batch = this.#full.shift();
    if (batch) void this.#invoke(batch);
  }

  async #invoke(batch: readonly Carried[]): Promise<void> {
    this.#running++;
    this.invocations++;
    const again = await this.#options.take(batch);
    this.#running--;
    for (const message of again) setTimeout(() => this.#gather(message), AGAIN_MS);
    this.#next();
  }
}
