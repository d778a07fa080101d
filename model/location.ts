/**
 * The AWS regions that a check can be probed from: the commercial regions with Lambda on arm64, EventBridge
 * Scheduler and SQS. Source: AWS regional services list, read 2026-11.
 */
export const LOCATIONS = [
  'af-south-1',
  'ap-east-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-7',
  'ca-central-1',
  'ca-west-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'mx-central-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
] as const;

export type Location = (typeof LOCATIONS)[number];

/** Where checks run, each location once, in the order of their names. */
export const locationsOf = (checks: readonly { readonly locations: readonly string[] }[]): string[] =>
  [...new Set(checks.flatMap(({ locations }) => locations))].sort();

/** The location of a run on one machine; never part of a definition. */
export const LOCAL = 'local';
