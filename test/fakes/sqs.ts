import type {
  GetQueueAttributesRequest,
  SendMessageBatchRequest,
  SendMessageBatchRequestEntry,
  SendMessageBatchResult,
} from '@aws-sdk/client-sqs';
import type { SqsPort } from '../../functions/platform/sqs.ts';
import { hang, Script, sdkError } from './script.ts';

/** What can go wrong at a call. `partial`: every second message of a call is not taken. */
type Step = 'partial' | 'unavailable' | 'hang';

const MAX_BYTES = 1_048_576;

/** SQS at its edge, with its own rules (SendMessageBatch in the API reference). */
export class FakeSqs implements SqsPort {
  readonly script = new Script<Step>();
  /** Every SendMessageBatch, taken or not. */
  readonly calls: SendMessageBatchRequest[] = [];
  /** Queues whose attributes cannot be read. */
  readonly unreadable = new Set<string>();
  readonly #queues = new Map<string, SendMessageBatchRequestEntry[]>();

  /** What a queue holds. */
  in(queueUrl: string): readonly SendMessageBatchRequestEntry[] {
    return this.#queues.get(queueUrl) ?? [];
  }

  sendMessageBatch = async (
    input: SendMessageBatchRequest,
    signal?: AbortSignal,
  ): Promise<Pick<SendMessageBatchResult, 'Failed'>> => {
    const { QueueUrl = '', Entries = [] } = input;
    this.calls.push(input);
    const step = this.script.take();
    if (step === 'hang') await hang(signal);
    if (step === 'unavailable') throw sdkError('ServiceUnavailable', 503);
    refuse(Entries);
    const failed = step === 'partial' ? Entries.filter((_entry, index) => index % 2 === 1) : [];
    this.#queues.set(QueueUrl, [...this.in(QueueUrl), ...Entries.filter((entry) => !failed.includes(entry))]);
    return {
      Failed: failed.map(({ Id }) => ({
        Id,
        Code: 'InternalError',
        Message: 'try again',
        SenderFault: false,
      })),
    };
  };

  getQueueAttributes = async ({ QueueUrl = '' }: GetQueueAttributesRequest) => {
    if (this.unreadable.has(QueueUrl)) throw sdkError('AccessDenied', 403);
    return { Attributes: { ApproximateNumberOfMessages: String(this.in(QueueUrl).length) } };
  };
}

function refuse(entries: readonly SendMessageBatchRequestEntry[]): void {
  const bytes = entries.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0);
  if (entries.length === 0) throw sdkError('EmptyBatchRequest', 400);
  if (entries.length > 10) throw sdkError('TooManyEntriesInBatchRequest', 400);
  if (bytes > MAX_BYTES) throw sdkError('BatchRequestTooLong', 400);
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw sdkError('BatchEntryIdsNotDistinct', 400);
  const delays = entries.map(({ DelaySeconds = 0 }) => DelaySeconds);
  if (!delays.every((delay) => Number.isInteger(delay) && delay >= 0 && delay <= 900))
    throw sdkError('InvalidParameterValue', 400, 'DelaySeconds must be >= 0 and <= 900.');
}
