import { type CfnResource, CfnWaitConditionHandle, Stack, type StackProps } from 'aws-cdk-lib';
import type { CfnCompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Alarm, CompositeAlarm } from '../../model/alarm/alarm.ts';
import { actionsOf } from '../../model/alarm/fan-out.ts';
import type { Silence } from '../../model/route/route.ts';
import { namesIn } from '../alarms/alarm-rule.ts';
import { renderSilence } from '../alarms/mute-rules.ts';
import { renderComposite } from '../alarms/render.ts';
import { topicArns } from '../alarms/topic-arns.ts';

interface CompositeStackProps extends StackProps {
  /** The alarms of all checks; the metric alarms among them are rendered elsewhere, and only named here. */
  readonly alarms: readonly Alarm[];
  /** Alarms of other stacks that silences may be about too. */
  readonly others: readonly Alarm[];
  readonly silences: readonly Silence[];
  /** The names of the receivers that an alarm is told to. */
  readonly receiversOf: (alarm: Alarm) => readonly string[];
}

/**
 * What names alarms of several stacks: composites, those that speak for an alarm with too many receivers, and the
 * rules that mute. CloudWatch takes a composite only once the alarms that it names are there, and deletes no alarm that a
 * composite still names: when checks with composites go, `cdk deploy --exclusively VedetteComposites` goes first.
 */
export class CompositeStack extends Stack {
  constructor(scope: Construct, id: string, props: CompositeStackProps) {
    const { alarms, others, silences, receiversOf, ...stackProps } = props;
    super(scope, id, {
      ...stackProps,
      suppressTemplateIndentation: true,
      description: 'Vedette: composite alarms and mute rules',
    });
    const spoken = alarms.flatMap((alarm) => actionsOf(alarm, receiversOf(alarm)));
    const within = new Construct(this, 'Composites');
    const rendered = new Map<string, Rendered>();
    for (const { alarm, receivers } of spoken) {
      if (alarm.type !== 'composite') continue;
      const resource = renderComposite(within, alarm, topicArns(this, receivers));
      rendered.set(alarm.name, { alarm, resource });
    }
    for (const { alarm, resource } of rendered.values()) {
      const suppressor = alarm.suppressedBy ? [alarm.suppressedBy.alarm] : [];
      after(resource, [...namesIn(alarm.rule), ...suppressor], rendered);
    }
    const elsewhere = others.flatMap((alarm) => actionsOf(alarm, receiversOf(alarm)));
    const muted = [...spoken, ...elsewhere].map(({ alarm }) => alarm);
    const rules = silences.flatMap((silence) => renderSilence(within, silence, muted));
    for (const { alarmNames, resource } of rules) after(resource, alarmNames, rendered);
    // CloudFormation refuses a stack without resources; this one is nothing, and costs nothing.
    if (rendered.size + rules.length === 0) new CfnWaitConditionHandle(this, 'NoComposites');
  }
}

interface Rendered {
  readonly alarm: CompositeAlarm;
  readonly resource: CfnCompositeAlarm;
}

/** What names alarms of this very stack is made after them. */
function after(
  resource: CfnResource,
  named: readonly string[],
  rendered: ReadonlyMap<string, Rendered>,
): void {
  for (const name of named) {
    const before = rendered.get(name);
    if (before) resource.addResourceDependency(before.resource);
  }
}
