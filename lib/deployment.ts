import { type App, type StackProps, Tags } from 'aws-cdk-lib';
import type { Alarm, MetricAlarm } from '../model/alarm/alarm.ts';
import { alarmStackOf, DEFAULT_ALARM_STACKS } from '../model/crowding.ts';
import { locationsOf } from '../model/location.ts';
import type { Project } from '../model/project.ts';
import type { ResolvedProject } from '../model/resolve-project.ts';
import type { ReceiversOf } from './alarms/topic-arns.ts';
import type { HandlerAssets } from './bundle.ts';
import { PROBE_STACK } from './constructs/evidence-bucket.ts';
import type { Variables } from './environment.ts';
import { AlarmStack } from './stacks/alarm-stack.ts';
import { CompositeStack } from './stacks/composite-stack.ts';
import { HomeStack } from './stacks/home-stack.ts';
import { needsBrowser, ProbeStack } from './stacks/probe-stack.ts';

export interface Deployment extends Omit<ResolvedProject, 'findings' | 'routing'> {
  readonly project: Project;
  readonly handlers: HandlerAssets;
  /** The directory of the layer that has the browser. @default none, where no check needs it */
  readonly browserLayer?: string | undefined;
  /** What the definitions read from the environment. */
  readonly variables: Variables;
  readonly receiversOf: ReceiversOf;
  /** How long alarms are gathered before they are told together, milliseconds. */
  readonly gatherMs: number;
  /** Twelve digits. @default whichever account deploys */
  readonly account?: string | undefined;
}

/**
 * Adds every stack of a deployment, each with its region. They are deployed in the order probes, home, alarms,
 * composites: an alarm whose missing data is breaching must not be there before its probes are, nor a composite
 * before the alarms that it names.
 */
export function addStacks(app: App, deployment: Deployment): void {
  const { project, checks, handlers, browserLayer, variables, account } = deployment;
  const { ownAlarms, receivers, receiversOf, gatherMs } = deployment;
  const { home, terminationProtection = false } = project;
  const at = (region: string): StackProps => ({
    env: { region, ...(account && { account }) },
    terminationProtection,
  });
  // A location whose checks are all disabled keeps its stack: left as it is, it would go on with the old ones.
  const locations = locationsOf(checks);
  const own = { home, locations, ownAlarms, receivers, receiversOf, gatherMs, handlers, variables };
  const hasEvidence = needsBrowser(checks);
  const homeStack = new HomeStack(app, 'VedetteHome', { ...at(home), ...own, hasEvidence });
  for (const location of locations) {
    const probed = checks.filter((check) => check.locations.some((one) => one === location));
    const props = { ...at(location), location, home, checks: probed, handlers, browserLayer, variables };
    homeStack.addStackDependency(new ProbeStack(app, `${PROBE_STACK}${location}`, props));
  }
  addAlarmStacks(app, deployment, at(home), homeStack);
  Tags.of(app).add('project', 'vedette');
}

function addAlarmStacks(
  app: App,
  { project, alarms, ownAlarms, receiversOf }: Deployment,
  props: StackProps,
  homeStack: HomeStack,
): void {
  const { alarmStacks = DEFAULT_ALARM_STACKS, silences = [] } = project;
  const own = new Set<Alarm>(ownAlarms);
  const ofChecks = alarms.filter((alarm) => !own.has(alarm));
  const composites = { ...props, alarms: ofChecks, others: ownAlarms, silences, receiversOf };
  const compositeStack = new CompositeStack(app, 'VedetteComposites', composites);
  // A stack without alarms is there too: what is no longer in the app is no longer deployed, and would keep its last ones.
  const shares = Array.from({ length: alarmStacks }, (): MetricAlarm[] => []);
  for (const alarm of ofChecks)
    if (alarm.type === 'metric') shares[alarmStackOf(alarm.check ?? '', alarmStacks)]?.push(alarm);
  for (const [index, share] of shares.entries()) {
    const stack = new AlarmStack(app, `VedetteAlarms${index}`, { ...props, alarms: share, receiversOf });
    stack.addStackDependency(homeStack);
    compositeStack.addStackDependency(stack);
  }
}
