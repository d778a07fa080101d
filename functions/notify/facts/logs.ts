import type { FilterLogEventsRequest, FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { once } from '../../platform/once.ts';

/** CloudWatch Logs at its edge, in AWS's own words, in whichever region. Throws the SDK's errors. */
export type FilterLogEvents = (
  region: string,
  input: FilterLogEventsRequest,
  signal: AbortSignal,
) => Promise<FilterLogEventsResponse>;

/** One client for each region, made by the first call to it. */
export function connectLogs(): FilterLogEvents {
  const sdk = once(() => import('./logs-client.ts'));
  const clients = new Map<string, ReturnType<typeof make>>();
  const make = async (region: string) => new (await sdk()).CloudWatchLogsClient({ region, maxAttempts: 1 });
  return async (region, input, abortSignal) => {
    const client = clients.get(region) ?? make(region);
    clients.set(region, client);
    const { FilterLogEventsCommand } = await sdk();
    return (await client).send(new FilterLogEventsCommand(input), { abortSignal });
  };
}
