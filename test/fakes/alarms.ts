import type {
  ActionsSuppressedBy,
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmState } from '../../model/evaluation/points.ts';
import { alarmArn, BREACHED } from '../notifier.ts';
import { hang, Script, sdkError } from './script.ts';

interface Described {
  readonly state: AlarmState;
  readonly at: number;
  readonly reason?: string;
  readonly isComposite?: boolean;
  readonly suppressedBy?: ActionsSuppressedBy;
  readonly arn?: string;
}

/** What can go wrong at a call. */
type Step = 'throttle' | 'hang';

/** Small, so that everything has pages. */
const PAGE = 2;

/** CloudWatch's alarms at their edge, with its own rules (DescribeAlarms in the API reference). */
export class FakeAlarms {
  readonly script = new Script<Step>();
  readonly calls: DescribeAlarmsInput[] = [];
  readonly alarms = new Map<string, Described>();

  describeAlarms = async (input: DescribeAlarmsInput, signal: AbortSignal): Promise<DescribeAlarmsOutput> => {
    this.calls.push(input);
    const step = this.script.take();
    if (step === 'hang') await hang(signal);
    if (step === 'throttle') throw sdkError('ThrottlingException', 400, 'Rate exceeded');
    const { AlarmNames, AlarmNamePrefix, StateValue, AlarmTypes = ['MetricAlarm'], NextToken = '0' } = input;
    if (AlarmNames && AlarmNamePrefix !== undefined) throw sdkError('InvalidParameterCombination', 400);
    if ((AlarmNames?.length ?? 0) > 100) throw sdkError('InvalidParameterValue', 400);
    const found = [...this.alarms].filter(
      ([name, { state, isComposite }]) =>
        (AlarmNames?.includes(name) ?? name.startsWith(AlarmNamePrefix ?? '')) &&
        (StateValue === undefined || state === StateValue) &&
        AlarmTypes.includes(isComposite ? 'CompositeAlarm' : 'MetricAlarm'),
    );
    const start = Number(NextToken);
    const page = found.slice(start, start + PAGE);
    return {
      MetricAlarms: page.filter(([, { isComposite }]) => !isComposite).map(describe),
      CompositeAlarms: page.filter(([, { isComposite }]) => isComposite).map(describe),
      ...(start + PAGE < found.length && { NextToken: String(start + PAGE) }),
    };
  };
}

const describe = ([name, { state, at, reason = BREACHED, suppressedBy, arn = alarmArn(name) }]: [
  string,
  Described,
]): MetricAlarm & { ActionsSuppressedBy?: ActionsSuppressedBy } => ({
  AlarmName: name,
  AlarmArn: arn,
  StateValue: state,
  StateReason: reason,
  StateTransitionedTimestamp: new Date(at),
  StateUpdatedTimestamp: new Date(at + 30_000),
  ...(suppressedBy && { ActionsSuppressedBy: suppressedBy }),
});
