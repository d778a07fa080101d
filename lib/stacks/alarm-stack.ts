import { CfnWaitConditionHandle, Stack, type StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { MetricAlarm } from '../../model/alarm/alarm.ts';
import { alarmsOf } from '../../model/alarm/check-alarms.ts';
import type { Check } from '../../model/check.ts';
import { renderAlarm } from '../alarms/render.ts';
import { receiverTopicArn } from '../constructs/receiver-topics.ts';
import type { ReceiversOf } from '../deployment.ts';

interface AlarmStackProps extends StackProps {
  /** The checks whose alarms are in this stack. */
  readonly checks: readonly Check[];
  readonly receiversOf: ReceiversOf;
}

/** The alarms of a share of the checks: a stack holds 500 resources, so there are several of these. */
export class AlarmStack extends Stack {
  constructor(app: Construct, id: string, { checks, receiversOf, ...props }: AlarmStackProps) {
    // CloudFormation takes templates up to 1 MB; the indentation of hundreds of alarms would be a third of that.
    super(app, id, {
      ...props,
      suppressTemplateIndentation: true,
      description: 'Vedette: alarms of checks',
    });
    // By name, not by a cross-stack reference: an export cannot change while somebody imports it, and a weak
    // reference is read once at deploy. The name is stable, so both stacks can always be deployed.
    const topicsOf = (alarm: MetricAlarm) => receiversOf(alarm).map((name) => receiverTopicArn(this, name));
    const scope = new Construct(this, 'Alarms');
    const alarms = checks.flatMap(alarmsOf);
    for (const alarm of alarms) renderAlarm(scope, alarm, topicsOf(alarm));
    // CloudFormation refuses a stack without resources; this one is nothing, and costs nothing.
    if (alarms.length === 0) new CfnWaitConditionHandle(this, 'NoAlarms');
  }
}
