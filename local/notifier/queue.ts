import type { Log } from '../../functions/platform/log.ts';
import type { SqsPort } from '../../functions/platform/sqs.ts';

/** A message as its consumer gets it. */
export interface Carried {
  readonly messageId: string;
  readonly body: string;
}

interface QueueOptions {
  /** How long a batch is gathered, milliseconds; 0 gathers nothing. */
  readonly gatherMs: () => number;
  /** An invocation: takes a batch and returns the messages that are to come again. */
  readonly take: (batch: readonly Carried[]) => Promise<readonly Carried[]>;
  readonly log: Pick<Log, 'error'>;
}

/** As the notify function's event sources are deployed: lib/constructs/notifying.ts. */
const BATCH = 500;
const MAX_CONCURRENCY = 5;
const MAX_RECEIVES = 5;

/** When a message that was given back comes again; in SQS its visibility timeout, which nobody wants to wait for here. */
const AGAIN_MS = 1_000;

/**
 * SQS and Lambda's event sources in front of the notifier, in memory and on the real clock. What is sent is gathered: a
 * batch is full, or as old as the batching window, before it is taken. Wakes come by `sendMessageBatch`, after their
 * delay and ungathered. Few batches are taken at a time, and more than one, so that a slow receiver delays nobody else.
 */
export class LocalQueue implements SqsPort {
  messages = 0;
  invocations = 0;
  readonly #options: QueueOptions;
  readonly #full: (readonly Carried[])[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  readonly #receives = new Map<string, number>();
  #gathering: Carried[] = [];
  #window: NodeJS.Timeout | undefined;
  #deadLetters = 0;
  #isClosed = false;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  readonly sendMessageBatch: SqsPort['sendMessageBatch'] = async ({ Entries = [] }) => {
    for (const { MessageBody = '', DelaySeconds = 0 } of Entries) {
      const wake = this.#messageOf(MessageBody);
      this.#later(DelaySeconds * 1_000, () => this.#offer([wake]));
    }
    return { Failed: undefined };
  };

  /** Of the dead letters, which is what the notifier asks for. */
  readonly getQueueAttributes: SqsPort['getQueueAttributes'] = async () => ({
    Attributes: { ApproximateNumberOfMessages: String(this.#deadLetters) },
  });

  send(body: string): void {
    this.#gather(this.#messageOf(body));
  }

  /** Hands out nothing more. Resolves when what was handed out is taken. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#running);
  }

  #messageOf(body: string): Carried {
    this.messages++;
    return { messageId: String(this.messages), body };
  }

  #gather(message: Carried): void {
    const gatherMs = this.#options.gatherMs();
    this.#gathering.push(message);
    if (gatherMs === 0 || this.#gathering.length >= BATCH) this.#closeWindow();
    else this.#window ??= this.#later(gatherMs, () => this.#closeWindow());
  }

  #closeWindow(): void {
    clearTimeout(this.#window);
    this.#window = undefined;
    const batch = this.#gathering;
    this.#gathering = [];
    this.#offer(batch);
  }

  #offer(batch: readonly Carried[]): void {
    this.#full.push(batch);
    this.#next();
  }

  #next(): void {
    if (this.#isClosed || this.#running.size >= MAX_CONCURRENCY) return;
    const batch = this.#full.shift();
    if (!batch) return;
    const invocation = this.#invoke(batch).finally(() => {
      this.#running.delete(invocation);
      this.#next();
    });
    this.#running.add(invocation);
  }

  async #invoke(batch: readonly Carried[]): Promise<void> {
    this.invocations++;
    const untaken = await this.#options.take(batch).catch((error: unknown) => {
      this.#options.log.error('a batch came to nothing', { problem: (error as Error).message });
      return batch;
    });
    const again = new Set(untaken.map(({ messageId }) => messageId));
    for (const message of batch) {
      if (again.has(message.messageId)) this.#again(message);
      else this.#receives.delete(message.messageId);
    }
  }

  #again(message: Carried): void {
    const receives = (this.#receives.get(message.messageId) ?? 0) + 1;
    this.#receives.set(message.messageId, receives);
    if (receives < MAX_RECEIVES) this.#later(AGAIN_MS, () => this.#offer([message]));
    else {
      this.#receives.delete(message.messageId);
      this.#deadLetters++;
    }
  }

  #later(ms: number, work: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }
}
