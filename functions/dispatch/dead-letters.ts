import type { Log } from '../platform/log.ts';
import type { SqsPort } from '../platform/sqs.ts';

interface DeadLetterPorts {
  readonly sqs: SqsPort;
  readonly deadLetterQueueUrls: readonly string[];
  readonly log: Log;
}

/** Messages in the dead-letter queues that could be read; `undefined` when none could. Never throws. */
export async function countDeadLetters(ports: DeadLetterPorts): Promise<number | undefined> {
  const counts = await Promise.all(ports.deadLetterQueueUrls.map((url) => countIn(url, ports)));
  const read = counts.filter((count) => count !== undefined);
  return read.length > 0 ? read.reduce((sum, count) => sum + count, 0) : undefined;
}

const ATTRIBUTE = 'ApproximateNumberOfMessages';

async function countIn(QueueUrl: string, { sqs, log }: DeadLetterPorts): Promise<number | undefined> {
  try {
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: [ATTRIBUTE] });
    return Number(Attributes?.[ATTRIBUTE] ?? 0);
  } catch (error) {
    log.warn('a dead-letter queue cannot be read', { queue: QueueUrl, problem: (error as Error).message });
    return undefined;
  }
}
