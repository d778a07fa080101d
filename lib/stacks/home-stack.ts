import { Stack, type StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { selfAlarmsOf } from '../../model/alarm/check-alarms.ts';
import type { Receiver } from '../../model/receiver.ts';
import { renderAlarm } from '../alarms/render.ts';
import type { HandlerAssets } from '../bundle.ts';
import { Notifying } from '../constructs/notifying.ts';
import { ReceiverTopics } from '../constructs/receiver-topics.ts';
import type { ReceiversOf } from '../deployment.ts';
import type { Variables } from '../environment.ts';

interface HomeStackProps extends StackProps {
  readonly home: string;
  /** Where probes run. */
  readonly locations: readonly string[];
  readonly receivers: readonly Receiver[];
  readonly receiversOf: ReceiversOf;
  /** How long alarms are gathered before they are told together, milliseconds. */
  readonly gatherMs: number;
  readonly handlers: HandlerAssets;
  readonly variables: Variables;
}

/** What there is once, in the home region: who can be told, what tells them, and the alarms on Vedette itself. */
export class HomeStack extends Stack {
  constructor(scope: Construct, id: string, props: HomeStackProps) {
    const { home, locations, receivers, receiversOf, gatherMs, handlers, variables, ...stackProps } = props;
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
      deletionProtection: stackProps.terminationProtection ?? false,
    });
    // Here and not with the probes: every location publishes to the home region, and an alarm sees no other.
    const alarms = new Construct(this, 'SelfAlarms');
    for (const alarm of locations.flatMap(selfAlarmsOf)) {
      const told = receiversOf(alarm).flatMap((name) => topics.alarms.get(name)?.topicArn ?? []);
      renderAlarm(alarms, alarm, told);
    }
  }
}
