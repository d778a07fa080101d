import type { PublishInput } from '@aws-sdk/client-sns';
import { once } from '../../model/once.ts';

/** SNS at its edge: the one call that we make, in AWS's own words. Throws the SDK's errors. */
export interface SnsPort {
  readonly publish: (input: PublishInput, signal: AbortSignal) => Promise<unknown>;
}

/** One client for this function's own region, made by the first call. It does not retry: the lane does. */
export function connectSns(): SnsPort {
  const connect = once(async () => {
    const { PublishCommand, SNSClient } = await import('./sns-client.ts');
    return { client: new SNSClient({ maxAttempts: 1 }), PublishCommand };
  });
  return {
    publish: async (input, abortSignal) => {
      const { client, PublishCommand } = await connect();
      return client.send(new PublishCommand(input), { abortSignal });
    },
  };
}
