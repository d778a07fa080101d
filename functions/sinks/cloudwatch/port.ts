import type { PutMetricDataInput } from '@aws-sdk/client-cloudwatch';

/** CloudWatch at its edge: the one call that the sink makes, in AWS's own words. Throws the SDK's errors. */
export interface CloudWatchPort {
  readonly putMetricData: (input: PutMetricDataInput, signal: AbortSignal) => Promise<unknown>;
}

/** Loads the SDK and makes one client; its connections are kept alive. It does not retry: the sink does. */
export async function connectCloudWatch(region: string): Promise<CloudWatchPort> {
  const { CloudWatchClient, PutMetricDataCommand } = await import('./client.ts');
  const client = new CloudWatchClient({ region, maxAttempts: 1 });
  return {
    putMetricData: (input, abortSignal) => client.send(new PutMetricDataCommand(input), { abortSignal }),
  };
}
