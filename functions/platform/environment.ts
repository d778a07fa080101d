/** The variables that a function is deployed with: its contract with the stack that deploys it. */
export const VARIABLES = {
  LOCATION: 'the AWS region that is probed from',
  HOME_REGION: 'the AWS region that holds metrics and alarms',
  PROBE_QUEUE_URL: 'the queue that carries batches from dispatch to probe',
  BROWSER_QUEUE_URL: 'the queue that carries batches of browser checks; absent where there are none',
  DEAD_LETTER_QUEUE_URLS: 'the queues of messages that nobody could handle, comma separated',
  TABLE_NAME: 'the table of what fires and what was told of it',
  WAKE_QUEUE_URL: 'the queue that carries the wakes of the notifier to itself',
  EVIDENCE_BUCKET: 'the bucket of screenshots, traces and the like',
  SPOOL_QUEUE_URL: 'the queue that keeps datapoints until CloudWatch takes them',
  LOG_SAMPLE_RATE: 'the share of passed results that are logged, 0 to 1; 0 when absent',
} as const;

export type Variable = keyof typeof VARIABLES;

export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of a variable that must be there. Throws an error that names it. */
export function required(env: Environment, variable: Variable): string {
  const value = env[variable];
  if (!value) throw new Error(`the environment variable ${variable} is not set: ${VARIABLES[variable]}`);
  return value;
}

/** A share between 0 and 1; 0 when the variable is absent. Throws an error that names it when it is anything else. */
export function share(env: Environment, variable: Variable): number {
  const value = Number(env[variable] ?? 0);
  if (value >= 0 && value <= 1) return value;
  throw new Error(`the environment variable ${variable} is ${env[variable]}, not a number from 0 to 1`);
}
