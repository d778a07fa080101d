import { CfnWaitConditionHandle, Stack, type StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Alarm, MetricAlarm } from '../../model/alarm/alarm.ts';
import { actionsOf } from '../../model/alarm/fan-out.ts';
import { renderMetricAlarm } from '../alarms/render.ts';
import { topicArns } from '../alarms/topic-arns.ts';

interface AlarmStackProps extends StackProps {
  /** The metric alarms of this stack. */
  readonly alarms: readonly MetricAlarm[];
  /** The names of the receivers that an alarm is told to. */
  readonly receiversOf: (alarm: Alarm) => readonly string[];
}

/** The metric alarms of a share of the checks: a stack holds 500 resources, so there are several of these. */
export class AlarmStack extends Stack {
  constructor(app: Construct, id: string, { alarms, receiversOf, ...props }: AlarmStackProps) {
    // CloudFormation takes templates up to 1 MB; the indentation of hundreds of alarms would be a third of that.
    super(app, id, {
      ...props,
      suppressTemplateIndentation: true,
      description: 'Vedette: alarms of checks',
    });
    const scope = new Construct(this, 'Alarms');
    for (const one of alarms) {
      const [{ alarm, receivers }] = actionsOf(one, receiversOf(one));
      renderMetricAlarm(scope, alarm, topicArns(this, receivers));
    }
    // CloudFormation refuses a stack without resources; this one is nothing, and costs nothing.
    if (alarms.length === 0) new CfnWaitConditionHandle(this, 'NoAlarms');
  }
}
