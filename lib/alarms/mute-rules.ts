import { Duration } from 'aws-cdk-lib';
import { CfnAlarmMuteRule } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Alarm } from '../../model/alarm/alarm.ts';
import { mutedBy } from '../../model/alarm/muting.ts';
import { milliseconds } from '../../model/duration.ts';
import type { Silence } from '../../model/route/route.ts';

/** A rule with the names of the alarms that it mutes. */
interface MuteRule {
  readonly alarmNames: readonly string[];
  readonly resource: CfnAlarmMuteRule;
}

/**
 * Adds a silence to a scope, for the roads that do not lead through our notifier: as many mute rules as it takes to
 * name every alarm that it is about, and none when it is about none.
 */
export function renderSilence(scope: Construct, silence: Silence, alarms: readonly Alarm[]): MuteRule[] {
  return mutedBy(silence, alarms).map((alarmNames, index) => {
    const name = `vedette-${silence.name}-${index + 1}`;
    const resource = new CfnAlarmMuteRule(scope, name, {
      name,
      ...(silence.comment && { description: silence.comment }),
      muteTargets: { alarmNames },
      rule: { schedule: scheduleOf(silence) },
    });
    return { alarmNames, resource };
  });
}

const scheduleOf = ({ at, cron, duration, timeZone }: Silence): CfnAlarmMuteRule.ScheduleProperty => ({
  expression: at === undefined ? `cron(${named(cron ?? '')})` : `at(${at})`,
  duration: Duration.millis(milliseconds(duration)).toIsoString(),
  ...(timeZone && { timezone: timeZone }),
});

const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];

/** Days of the week by their names: which of them is 1, cron and AWS's own schedules do not agree on. */
function named(cron: string): string {
  const [days = '', ...rest] = cron.toUpperCase().split(' ').reverse();
  return [days.replace(/\d/g, (day) => DAYS[Number(day)] ?? day), ...rest].reverse().join(' ');
}
