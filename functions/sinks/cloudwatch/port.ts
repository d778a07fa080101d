import type { PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import { once } from '../../../model/once.ts';

/** CloudWatch at its edge: the one call that the sink makes, in AWS's own words. Throws the SDK's errors. */
export interface CloudWatchPort {
  readonly putMetricData: (input: PutMetricDataInput, signal: AbortSignal) => Promise<unknown>;
}

/** A port whose SDK is loaded when it is asked for, or else by the first call. */
export interface LazyCloudWatch extends CloudWatchPort {
  /** Never rejects: what is wrong is told by the call that needs it. */
  readonly load: () => Promise<void>;
}

/** One client, made when it is first needed; its connections are kept alive. It does not retry: the sink does. */
export function connectCloudWatch(region: string): LazyCloudWatch {
  const connect = once(async () => {
    const { CloudWatchClient, PutMetricDataCommand } = await import('./client.ts');
    return { client: new CloudWatchClient({ region, maxAttempts: 1 }), PutMetricDataCommand };
  });
  return {
    load: async () => void (await connect().catch(() => {})),
    putMetricData: async (input, abortSignal) => {
      const { client, PutMetricDataCommand } = await connect();
      return client.send(new PutMetricDataCommand(input), { abortSignal });
    },
  };
}
