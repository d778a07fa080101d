import { Stack, type StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { selfAlarmsOf } from '../../model/alarm/self-alarms.ts';
import { renderAlarm } from '../alarms/render.ts';
import { AlarmTopic } from '../constructs/alarm-topic.ts';

interface HomeStackProps extends StackProps {
  /** Where probes run. */
  readonly locations: readonly string[];
}

/** What there is once, in the home region: the topic that alarms speak to, and the alarms on Vedette itself. */
export class HomeStack extends Stack {
  constructor(scope: Construct, id: string, { locations, ...props }: HomeStackProps) {
    super(scope, id, { ...props, description: 'Vedette: the alarm topic, and the alarms on Vedette itself' });
    const { topic } = new AlarmTopic(this, 'AlarmTopic');
    // Here and not with the probes: every location publishes to the home region, and an alarm sees no other.
    const alarms = new Construct(this, 'SelfAlarms');
    for (const alarm of locations.flatMap(selfAlarmsOf)) renderAlarm(alarms, alarm, [topic.topicArn]);
  }
}
