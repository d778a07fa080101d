/** One machine's account and region, for what has an ARN on AWS. */
const ALARMS = 'arn:aws:cloudwatch:local:000000000000:alarm:';

export const alarmArn = (name: string): string => `${ALARMS}${name}`;

export const isLocalArn = (arn: string): boolean => arn.startsWith(ALARMS);
