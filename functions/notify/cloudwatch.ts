import type {
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  GetMetricDataInput,
  GetMetricDataOutput,
  GetMetricWidgetImageInput,
  GetMetricWidgetImageOutput,
} from '@aws-sdk/client-cloudwatch';
import { once } from '../../model/once.ts';

/** CloudWatch at its edge, for who reads: the calls that the notifier makes, in AWS's own words. They throw the SDK's errors. */
export interface CloudWatchReader {
  readonly describeAlarms: (input: DescribeAlarmsInput, signal: AbortSignal) => Promise<DescribeAlarmsOutput>;
  readonly getMetricData: (input: GetMetricDataInput, signal: AbortSignal) => Promise<GetMetricDataOutput>;
  readonly getMetricWidgetImage: (
    input: GetMetricWidgetImageInput,
    signal: AbortSignal,
  ) => Promise<GetMetricWidgetImageOutput>;
}

/** One client for the home region, made by the first call; it retries as the SDK does, while the signal lets it. */
export function connectCloudWatchReader(region: string): CloudWatchReader {
  const connect = once(async () => {
    const sdk = await import('./cloudwatch-client.ts');
    return { ...sdk, client: new sdk.CloudWatchClient({ region }) };
  });
  return {
    describeAlarms: async (input, abortSignal) => {
      const { client, DescribeAlarmsCommand } = await connect();
      return client.send(new DescribeAlarmsCommand(input), { abortSignal });
    },
    getMetricData: async (input, abortSignal) => {
      const { client, GetMetricDataCommand } = await connect();
      return client.send(new GetMetricDataCommand(input), { abortSignal });
    },
    getMetricWidgetImage: async (input, abortSignal) => {
      const { client, GetMetricWidgetImageCommand } = await connect();
      return client.send(new GetMetricWidgetImageCommand(input), { abortSignal });
    },
  };
}
