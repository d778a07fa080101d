import type {
  GetQueueAttributesRequest,
  GetQueueAttributesResult,
  SendMessageBatchRequest,
  SendMessageBatchResult,
} from '@aws-sdk/client-sqs';

/** SQS at its edge: the calls that Vedette makes, in AWS's own words. They throw the SDK's errors. */
export interface SqsPort {
  readonly sendMessageBatch: (
    input: SendMessageBatchRequest,
    signal?: AbortSignal,
  ) => Promise<Pick<SendMessageBatchResult, 'Failed'>>;
  readonly getQueueAttributes: (
    input: GetQueueAttributesRequest,
    signal?: AbortSignal,
  ) => Promise<Pick<GetQueueAttributesResult, 'Attributes'>>;
}

/** Loads the SDK and makes one client for this function's own region; its connections are kept alive. */
export async function connectSqs(): Promise<SqsPort> {
  const { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } = await import('./sqs-client.ts');
  const client = new SQSClient();
  return {
    sendMessageBatch: (input, signal) => client.send(new SendMessageBatchCommand(input), options(signal)),
    getQueueAttributes: (input, signal) => client.send(new GetQueueAttributesCommand(input), options(signal)),
  };
}

const options = (abortSignal: AbortSignal | undefined) => (abortSignal ? { abortSignal } : {});
