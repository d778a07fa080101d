import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadProject } from '../../local/project.ts';
import type { Alarm, CompositeAlarm, MetricAlarm } from '../../model/alarm/alarm.ts';
import { childrenOf, holds } from '../../model/evaluation/composite-rule.ts';
import { definitionOf } from '../../model/metric.ts';
import { resourcesOf, type Synthesized, synthesize } from './synthesize.ts';

/** Every file of definitions that this project ships as an example, and one with a composite of each shape. */
const EXAMPLES = [
  '../../checks/index.ts',
  '../readme.definition.ts',
  '../readme.kinds.ts',
  '../readme.routes.ts',
  '../cli/checks/told.ts',
  '../twin/composites.ts',
];

type Properties = Readonly<Record<string, unknown>>;

const allOf = ({ ids, template }: Synthesized, type: string): Properties[] =>
  ids.flatMap((id) => resourcesOf(template(id), type).map(([, { Properties }]) => Properties));

interface Query {
  readonly Id: string;
  readonly Expression?: string;
  readonly ReturnData: boolean;
  readonly MetricStat?: {
    readonly Metric: {
      readonly MetricName: string;
      readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
    };
    readonly Period: number;
    readonly Stat: string;
  };
}

const COMPARISONS: Readonly<Record<string, MetricAlarm['comparison']>> = {
  GreaterThanThreshold: 'above',
  GreaterThanOrEqualToThreshold: 'atLeast',
  LessThanThreshold: 'below',
};

/** What CloudWatch would evaluate, in the words of what the twin evaluates. */
function deployed(properties: Properties) {
  const queries = properties.Metrics as readonly Query[];
  const stats = queries.flatMap(({ Id, MetricStat }) => (MetricStat ? [{ Id, ...MetricStat }] : []));
  const judged = queries.filter(({ ReturnData }) => ReturnData);
  return {
    name: properties.AlarmName,
    description: properties.AlarmDescription,
    metrics: stats.map(({ Id, Metric, Stat }) => ({
      id: Id,
      name: Metric.MetricName,
      dimensions: Object.fromEntries(Metric.Dimensions.map(({ Name, Value }) => [Name, Value])),
      statistic: Stat,
    })),
    judged: judged.map(({ Id, Expression }) => Expression ?? Id),
    comparison: COMPARISONS[String(properties.ComparisonOperator)],
    threshold: properties.Threshold,
    periods: [...new Set(stats.map(({ Period }) => Period))],
    window: { failures: properties.DatapointsToAlarm, of: properties.EvaluationPeriods },
    missing: properties.TreatMissingData,
    isTold: Array.isArray(properties.AlarmActions) && properties.AlarmActions.length > 0,
  };
}

const evaluated = (alarm: MetricAlarm, isTold: boolean): ReturnType<typeof deployed> => ({
  name: alarm.name,
  description: alarm.description,
  metrics: alarm.metrics.map(({ metric, ...read }) => ({ ...read, name: definitionOf(metric).name })),
  judged: [alarm.expression ?? alarm.metrics[0]?.id ?? ''],
  comparison: alarm.comparison,
  threshold: alarm.threshold,
  periods: [alarm.periodSeconds],
  window: { ...alarm.window },
  missing: alarm.missing,
  isTold,
});

const byName = (one: { name: unknown }, other: { name: unknown }) =>
  String(one.name).localeCompare(String(other.name));

/** CloudWatch's words for a rule, as a function of which alarms are in ALARM. */
function ruleIn(text: string): (isInAlarm: (alarm: string) => boolean) => boolean {
  const code = text
    .replace(/AT_LEAST\((\d+), ALARM, \(([^)]*)\)\)/g, '(atLeast($1, [$2]))')
    .replace(/\bALARM\(("[^"]*")\)/g, 'is($1)')
    .replace(/\bAND\b/g, '&&')
    .replace(/\bOR\b/g, '||')
    .replace(/\bNOT /g, '!');
  const rule = new Function('is', 'atLeast', `return ${code};`);
  return (is) =>
    rule(is, (count: number, names: readonly string[]) => names.filter(is).length >= count) as boolean;
}

/** All alarms quiet, each alone, each alone quiet, all of them in ALARM. */
function casesOf(names: readonly string[]): readonly ReadonlySet<string>[] {
  const all = new Set(names);
  const without = (one: string) => new Set(names.filter((name) => name !== one));
  return [new Set<string>(), all, ...names.map((name) => new Set([name])), ...names.map(without)];
}

const isComposite = (alarm: Alarm): alarm is CompositeAlarm => alarm.type === 'composite';

describe.each(EXAMPLES)('%s', (example) => {
  const open = async () => {
    const loaded = await loadProject(fileURLToPath(new URL(example, import.meta.url)));
    return { loaded, stacks: synthesize(loaded.project) };
  };

  it('what the twin evaluates is what is deployed: the metric alarms', async () => {
    const { loaded, stacks } = await open();
    const isTold = ({ isTold, labels }: Alarm) =>
      isTold && loaded.routing.reach(labels).some(({ afterMs }) => afterMs === 0);
    const alarms = loaded.alarms.filter((alarm) => alarm.type === 'metric');
    const expected = alarms.map((alarm) => evaluated(alarm, isTold(alarm))).sort(byName);
    expect(expected.length).toBeGreaterThan(0);
    expect(allOf(stacks, 'AWS::CloudWatch::Alarm').map(deployed).sort(byName)).toEqual(expected);
  });

  it('and the composites: their rules hold in the same cases, and the same alarm suppresses them', async () => {
    const { loaded, stacks } = await open();
    const rendered = new Map(
      allOf(stacks, 'AWS::CloudWatch::CompositeAlarm').map((one) => [String(one.AlarmName), one]),
    );
    const composites = loaded.alarms.filter(isComposite);
    expect([...rendered.keys()].sort()).toEqual(composites.map(({ name }) => name).sort());
    for (const { name, rule, suppressedBy } of composites) {
      const properties = rendered.get(name) ?? {};
      const read = ruleIn(String(properties.AlarmRule));
      for (const inAlarm of casesOf(childrenOf(rule))) {
        const is = (alarm: string) => inAlarm.has(alarm);
        expect([name, [...inAlarm], read(is)]).toEqual([name, [...inAlarm], holds(rule, is)]);
      }
      expect([
        properties.ActionsSuppressor,
        properties.ActionsSuppressorWaitPeriod,
        properties.ActionsSuppressorExtensionPeriod,
      ]).toEqual([suppressedBy?.alarm, suppressedBy?.waitSeconds, suppressedBy?.extensionSeconds]);
    }
  });
});
