import type { AlarmType, CompositeAlarm, DescribeAlarmsInput, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { ALARM_PREFIX } from '../../model/alarm/alarm.ts';
import type { Clock } from '../platform/clock.ts';
import { cut } from '../platform/cut.ts';
import { within } from '../platform/within.ts';
import type { CloudWatchReader } from './cloudwatch.ts';
import type { AlarmChange } from './messages/alarm-change.ts';

/** What an alarm is at the moment. */
export interface AlarmNow extends AlarmChange {
  /** A composite that takes no action, because of its suppressor. */
  readonly isSuppressed: boolean;
}

export interface AlarmStatePorts {
  readonly cloudwatch: Pick<CloudWatchReader, 'describeAlarms'>;
  readonly clock: Clock;
}

/** Without it only metric alarms are described. */
const TYPES: AlarmType[] = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'];

/** DescribeAlarms: at most 100 alarms in an answer, and 100 names in a request (API reference). */
const MAX_ALARMS = 100;

/** What all answers together may take. */
const TIME_MS = 15_000;

/** Our alarms that are in ALARM, by name. Throws the SDK's errors and `TimedOut`. */
export const alarmsInAlarm = (ports: AlarmStatePorts): Promise<Map<string, AlarmNow>> =>
  describe([{ AlarmNamePrefix: ALARM_PREFIX, StateValue: 'ALARM' }], ports, TIME_MS);

/** The alarms of these names that there are, by name, within a time in milliseconds. Throws as above. */
export const alarmsNamed = (
  names: readonly string[],
  ports: AlarmStatePorts,
  ms = TIME_MS,
): Promise<Map<string, AlarmNow>> => {
  const requests = cut(names, { count: MAX_ALARMS, bytes: 0, sizeOf: () => 0 });
  return describe(
    requests.map((AlarmNames) => ({ AlarmNames })),
    ports,
    ms,
  );
};

/** One request after another: CloudWatch takes nine a second of the whole account (DescribeAlarms quota). */
const describe = (
  inputs: readonly DescribeAlarmsInput[],
  { cloudwatch, clock }: AlarmStatePorts,
  ms: number,
): Promise<Map<string, AlarmNow>> =>
  within({
    ms,
    clock,
    work: async (signal) => {
      const found = new Map<string, AlarmNow>();
      for (const input of inputs) {
        // Not every API that speaks as CloudWatch does heeds a state beside a prefix: moto's does not.
        for await (const alarm of pages(input, cloudwatch, signal))
          if (alarm.state === (input.StateValue ?? alarm.state)) found.set(alarm.alarm, alarm);
      }
      return found;
    },
  });

async function* pages(
  input: DescribeAlarmsInput,
  cloudwatch: AlarmStatePorts['cloudwatch'],
  signal: AbortSignal,
): AsyncGenerator<AlarmNow> {
  let next: { readonly NextToken?: string } = {};
  do {
    const request = { ...input, AlarmTypes: TYPES, MaxRecords: MAX_ALARMS, ...next };
    const answer = await cloudwatch.describeAlarms(request, signal);
    const { MetricAlarms = [], CompositeAlarms = [], LogAlarms = [], NextToken } = answer;
    yield* [...MetricAlarms, ...CompositeAlarms, ...LogAlarms].flatMap(nowOf);
    next = NextToken ? { NextToken } : {};
  } while (next.NextToken);
}

/** What the kinds of alarms have in common. */
type Described = Pick<
  MetricAlarm & CompositeAlarm,
  | 'AlarmName'
  | 'AlarmArn'
  | 'AlarmDescription'
  | 'StateValue'
  | 'StateReason'
  | 'StateUpdatedTimestamp'
  | 'StateTransitionedTimestamp'
  | 'ActionsSuppressedBy'
>;

/**
 * The time is that of the last change of the state, as a message's StateChangeTime is. `StateUpdatedTimestamp` is not:
 * it follows every change of the reason as well (API reference, MetricAlarm).
 */
function nowOf(alarm: Described): AlarmNow[] {
  const { AlarmName, StateValue, StateTransitionedTimestamp, StateUpdatedTimestamp } = alarm;
  const at = StateTransitionedTimestamp ?? StateUpdatedTimestamp;
  if (AlarmName === undefined || StateValue === undefined || at === undefined) return [];
  return [
    {
      alarm: AlarmName,
      state: StateValue,
      at: at.getTime(),
      reason: alarm.StateReason ?? '',
      arn: alarm.AlarmArn ?? '',
      description: alarm.AlarmDescription ?? '',
      isSuppressed: alarm.ActionsSuppressedBy !== undefined,
    },
  ];
}
