import { type Alarm, MAX_ACTIONS, type MetricAlarm } from './alarm/alarm.ts';
import { alarmsOfAll } from './alarm/check-alarms.ts';
import type { Check } from './check.ts';
import { type Finding, toFinding } from './finding.ts';
import { hash } from './hash.ts';
import type { Project } from './project.ts';

/** The number of alarm stacks when the project does not say. */
export const DEFAULT_ALARM_STACKS = 4;

/** The alarm stack that a check's metric alarms are in: stable as long as the number of stacks is. */
export const alarmStackOf = (id: string, stacks: number): number => hash(`stack/${id}`) % stacks;

/** CloudFormation: at most 500 resources in a stack, and some are the stack's own. */
export const MAX_PER_STACK = 480;

/** CloudFormation: a template is at most 1 MB; alarms over many locations reach it before they are 500. */
export const MAX_ALARM_BYTES = 950_000;

/** The bytes that CloudFormation's own words take, as measured on what `lib/` renders: at most these. */
const WRAPPING = { alarm: 700, metric: 120, label: 30, topic: 400 } as const;

/** What an alarm takes in a template at most: its own words, and the wrapping of each. `topics` are its actions. */
export const renderedBytes = (alarm: Alarm, topics = 1): number =>
  Buffer.byteLength(JSON.stringify(alarm)) +
  WRAPPING.alarm +
  WRAPPING.metric * ('metrics' in alarm ? alarm.metrics.length : 0) +
  WRAPPING.label * Object.keys(alarm.labels).length +
  WRAPPING.topic * (topics - 1);

/** What does not fit into the stacks of the metric alarms. */
export function crowding(checks: readonly Check[], project: Project): Finding[] {
  if (checks.length === 0) return []; // of a project that is not sound nothing can be counted
  const alarms = alarmsOfAll(checks, project.home);
  return crowdedAlarms(checks, alarms, project).map(toFinding('project'));
}

const isMetric = (alarm: Alarm): alarm is MetricAlarm => alarm.type === 'metric';

function crowdedAlarms(checks: readonly Check[], alarms: readonly Alarm[], project: Project) {
  const { alarmStacks = DEFAULT_ALARM_STACKS, receivers = [] } = project;
  const topics = Math.min(Math.max(1, receivers.length), MAX_ACTIONS);
  const sizes = alarms.filter(isMetric).map((alarm) => ({
    id: alarm.check ?? '',
    bytes: renderedBytes(alarm, alarm.isTold ? topics : 1),
  }));
  if (fits(sizes, alarmStacks)) return [];
  const enough = [2, 4, 8, 16, 32, 64].find((stacks) => fits(sizes, stacks));
  const problem = `${alarmStacks} stacks cannot hold the alarms of ${checks.length} checks (500 resources and 1 MB each)`;
  const fix = enough ? `write alarmStacks: ${enough}` : 'split the checks over several deployments';
  return [{ path: 'alarmStacks', problem, fix }];
}

interface Size {
  /** The check's. */
  readonly id: string;
  readonly bytes: number;
}

function fits(sizes: readonly Size[], stacks: number): boolean {
  const shares = Array.from({ length: stacks }, () => ({ count: 0, bytes: 0 }));
  for (const { id, bytes } of sizes) {
    const share = shares[alarmStackOf(id, stacks)];
    if (!share) continue;
    share.count += 1;
    share.bytes += bytes;
  }
  return shares.every(({ count, bytes }) => count <= MAX_PER_STACK && bytes <= MAX_ALARM_BYTES);
}
