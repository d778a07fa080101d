/** What is called of the SDK: a module that is imported lazily is bundled whole, so this one names its parts. */
export { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
