import type { SQSBatchResponse } from 'aws-lambda';

/**
 * Tells SQS which messages to keep. Powertools' batch processor goes message by message; ours are run, and
 * published, together.
 */
export const failures = (messages: readonly { readonly messageId: string }[]): SQSBatchResponse => ({
  batchItemFailures: messages.map(({ messageId }) => ({ itemIdentifier: messageId })),
});
