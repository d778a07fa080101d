import type { CompositeAlarm, DescribeAlarmsInput, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchReader } from '../../functions/notify/cloudwatch.ts';
import type { Alarm } from '../../model/alarm/alarm.ts';
import { alarmArn } from '../notifier/arn.ts';
import type { AlarmStanding } from './alarm-clock.ts';

interface LocalCloudWatchOptions {
  /** As they are now. */
  readonly alarms: () => readonly Alarm[];
  readonly standingOf: (alarm: string) => AlarmStanding | undefined;
}

/** CloudWatch's DescribeAlarms out of the alarm clock, on one page. */
export const localCloudWatch = ({
  alarms,
  standingOf,
}: LocalCloudWatchOptions): Pick<CloudWatchReader, 'describeAlarms'> => ({
  describeAlarms: async (input) => {
    const asked = alarms().filter(({ name }) => isAsked(name, input));
    const described = asked
      .map((alarm) => ({ type: alarm.type, now: describe(alarm, standingOf(alarm.name)) }))
      .filter(({ now }) => input.StateValue === undefined || now.StateValue === input.StateValue);
    const ofType = (wanted: Alarm['type']) =>
      described.filter(({ type }) => type === wanted).map(({ now }) => now);
    return { MetricAlarms: ofType('metric'), CompositeAlarms: ofType('composite') };
  },
});

const isAsked = (name: string, { AlarmNames, AlarmNamePrefix = '' }: DescribeAlarmsInput): boolean =>
  AlarmNames ? AlarmNames.includes(name) : name.startsWith(AlarmNamePrefix);

/** An alarm that has not come to a state yet is there all the same. */
function describe(
  { name, description }: Alarm,
  standing: AlarmStanding | undefined,
): MetricAlarm & CompositeAlarm {
  return {
    AlarmName: name,
    AlarmArn: alarmArn(name),
    AlarmDescription: description,
    StateValue: standing?.state ?? 'INSUFFICIENT_DATA',
    StateReason: standing?.reason ?? '',
    StateTransitionedTimestamp: new Date(standing?.since ?? 0),
    ...(standing?.isSuppressed && { ActionsSuppressedBy: 'Alarm' as const }),
  };
}
