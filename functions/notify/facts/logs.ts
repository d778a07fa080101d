import type { FilterLogEventsRequest, FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { once, onceEach } from '../../../model/once.ts';

/** CloudWatch Logs at its edge, in AWS's own words, in whichever region. Throws the SDK's errors. */
export type FilterLogEvents = (
  region: string,
  input: FilterLogEventsRequest,
  signal: AbortSignal,
) => Promise<FilterLogEventsResponse>;

/** One client for each region, made by the first call to it. */
export function connectLogs(): FilterLogEvents {
  const sdk = once(() => import('./logs-client.ts'));
  const clientOf = onceEach(
    async (region: string) => new (await sdk()).CloudWatchLogsClient({ region, maxAttempts: 1 }),
  );
  return async (region, input, abortSignal) => {
    const [client, { FilterLogEventsCommand }] = await Promise.all([clientOf(region), sdk()]);
    return client.send(new FilterLogEventsCommand(input), { abortSignal });
  };
}
