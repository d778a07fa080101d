import type { Alarm } from './alarm/alarm.ts';
import { actionsOf, type Speaking } from './alarm/fan-out.ts';
import { mutedBy } from './alarm/muting.ts';
import { MAX_ALARM_BYTES, MAX_PER_STACK, renderedBytes } from './crowding.ts';
import { type Complaint, type Finding, toFinding } from './finding.ts';
import type { Project } from './project.ts';
import type { Receiver } from './receiver.ts';

interface Deployed {
  readonly project: Project;
  /** Of the checks and of Vedette itself. */
  readonly alarms: readonly Alarm[];
  /** Those of them on Vedette itself. */
  readonly ownAlarms: readonly Alarm[];
  readonly receivers: readonly Receiver[];
  /** The names of the receivers that an alarm is told to at once. */
  readonly receiversOf: (alarm: Alarm) => readonly string[];
}

/** What does not fit into the two stacks whose size depends on who is told: the composites', and home's. */
export const crowdingOnceTold = (deployed: Deployed): Finding[] =>
  [...crowdedComposites(deployed), ...crowdedHome(deployed)].map(toFinding('project'));

/** Composites and mute rules name alarms of every stack, so they have one of their own. */
function crowdedComposites({ project, alarms, ownAlarms, receiversOf }: Deployed): Complaint[] {
  const own = new Set(ownAlarms);
  const spoken = alarms.flatMap((alarm) =>
    actionsOf(alarm, receiversOf(alarm)).map((one) => ({ ...one, isOwn: own.has(alarm) })),
  );
  const composites = spoken.filter(({ alarm, isOwn }) => alarm.type === 'composite' && !isOwn);
  const everything = spoken.map(({ alarm }) => alarm);
  const muted = (project.silences ?? []).flatMap((silence) => mutedBy(silence, everything));
  const bytes = sum(composites.map(bytesOf)) + sum(muted.map(bytesOfRule));
  if (composites.length + muted.length <= MAX_PER_STACK && bytes <= MAX_ALARM_BYTES) return [];
  const problem = `${composites.length} composite alarms and ${muted.length} mute rules do not fit into one stack (500 resources and 1 MB)`;
  return [{ path: 'checks', problem, fix: 'split the checks over several deployments' }];
}

const bytesOf = ({ alarm, receivers }: Speaking): number =>
  renderedBytes(alarm, Math.max(1, receivers.length));

/** CloudFormation's own words for a mute rule, and around each name in it. */
const RULE_BYTES = { rule: 1_500, name: 10 } as const;

const bytesOfRule = (names: readonly string[]): number =>
  RULE_BYTES.rule + sum(names.map((name) => name.length + RULE_BYTES.name));

/** The key, the queues, the table, the functions, their roles and what calls them. */
const HOME_ITSELF = 25;

/** A receiver's topic, its policy, and the notifier's subscription; then its texts' topic and policy. */
const OF_RECEIVER = { alarms: 3, texts: 2 } as const;

function crowdedHome({ ownAlarms, receivers, receiversOf }: Deployed): Complaint[] {
  const spoken = sum(ownAlarms.map((alarm) => actionsOf(alarm, receiversOf(alarm)).length));
  const all = HOME_ITSELF + spoken + sum(receivers.map(resourcesOf));
  if (all <= MAX_PER_STACK) return [];
  const problem = `${receivers.length} receivers with all their subscribers, and the alarms on Vedette itself, are ${all} resources of one stack (of 500)`;
  return [{ path: 'receivers', problem, fix: 'define fewer, or fewer addresses: a mailing list is one' }];
}

function resourcesOf({ subscriptions }: Receiver): number {
  const texts = subscriptions.some(({ to }) => to === 'texts') ? OF_RECEIVER.texts : 0;
  return OF_RECEIVER.alarms + texts + subscriptions.length;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
