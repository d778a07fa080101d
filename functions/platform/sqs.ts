import type {
  GetQueueAttributesRequest,
  GetQueueAttributesResult,
  SendMessageBatchRequest,
  SendMessageBatchResult,
} from '@aws-sdk/client-sqs';
import { once } from '../../model/once.ts';

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

/** One client for this function's own region, made by the first call; its connections are kept alive. */
export function connectSqs(): SqsPort {
  const connect = once(async () => {
    const sdk = await import('./sqs-client.ts');
    return { ...sdk, client: new sdk.SQSClient() };
  });
  return {
    sendMessageBatch: async (input, signal) => {
      const { client, SendMessageBatchCommand } = await connect();
      return client.send(new SendMessageBatchCommand(input), options(signal));
    },
    getQueueAttributes: async (input, signal) => {
      const { client, GetQueueAttributesCommand } = await connect();
      return client.send(new GetQueueAttributesCommand(input), options(signal));
    },
  };
}

const options = (abortSignal: AbortSignal | undefined) => (abortSignal ? { abortSignal } : {});
