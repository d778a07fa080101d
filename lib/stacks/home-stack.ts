import { Stack, type StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { MetricAlarm } from '../../model/alarm/alarm.ts';
import { actionsOf } from '../../model/alarm/fan-out.ts';
import type { Receiver } from '../../model/receiver.ts';
import { renderComposite, renderMetricAlarm } from '../alarms/render.ts';
import type { ReceiversOf } from '../alarms/topic-arns.ts';
import type { HandlerAssets } from '../bundle.ts';
import { Notifying } from '../constructs/notifying.ts';
import { ReceiverTopics } from '../constructs/receiver-topics.ts';
import type { Variables } from '../environment.ts';

interface HomeStackProps extends StackProps {
  readonly home: string;
  /** Where probes run. */
  readonly locations: readonly string[];
  /** The alarms on Vedette itself, and those that drills are made with. */
  readonly ownAlarms: readonly MetricAlarm[];
  readonly receivers: readonly Receiver[];
  readonly receiversOf: ReceiversOf;
  /** How long alarms are gathered before they are told together, milliseconds. */
  readonly gatherMs: number;
  /** Whether probes keep evidence, which is told of. */
  readonly hasEvidence: boolean;
  readonly handlers: HandlerAssets;
  readonly variables: Variables;
}

/** What there is once, in the home region: who can be told, what tells them, and the alarms on Vedette itself. */
export class HomeStack extends Stack {
  constructor(scope: Construct, id: string, props: HomeStackProps) {
    const {
      home,
      locations,
      ownAlarms,
      receivers,
      receiversOf,
      gatherMs,
      hasEvidence,
      handlers,
      variables,
      ...stackProps
    } = props;
    super(scope, id, {
      ...stackProps,
      description: 'Vedette: who is told, what tells them, and the alarms on Vedette itself',
    });
    // Of the time when there was one topic: another id would make each a new one, without its subscribers.
    const topics = new ReceiverTopics(this, 'AlarmTopic', receivers);
    new Notifying(this, 'Notifying', {
      handlers,
      environment: { ...variables, HOME_REGION: home },
      topics,
      receivers,
      locations,
      gatherMs,
      hasEvidence,
      deletionProtection: stackProps.terminationProtection ?? false,
    });
    // Here and not with the probes: every location publishes to the home region, and an alarm sees no other.
    const alarms = new Construct(this, 'SelfAlarms');
    for (const alarm of ownAlarms) speak(alarms, alarm, receiversOf(alarm), topics);
  }
}

/** Adds an alarm, and what speaks to those that it has no room for. */
function speak(scope: Construct, alarm: MetricAlarm, told: readonly string[], topics: ReceiverTopics): void {
  const [own, ...more] = actionsOf(alarm, told);
  const resource = renderMetricAlarm(scope, alarm, topics.arnsOf(own.receivers));
  for (const one of more)
    renderComposite(scope, one.alarm, topics.arnsOf(one.receivers)).addResourceDependency(resource);
}
