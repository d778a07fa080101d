import { type App, type StackProps, Tags } from 'aws-cdk-lib';
import type { Alarm } from '../model/alarm/alarm.ts';
import { locationsOf } from '../model/location.ts';
import type { Project } from '../model/project.ts';
import type { ResolvedProject } from '../model/resolve-project.ts';
import { shortestWaitMs, toldAtOnce } from '../model/route/routing.ts';
import { alarmStackOf, DEFAULT_ALARM_STACKS } from '../model/validate.ts';
import type { HandlerAssets } from './bundle.ts';
import type { Variables } from './environment.ts';
import { AlarmStack } from './stacks/alarm-stack.ts';
import { HomeStack } from './stacks/home-stack.ts';
import { ProbeStack } from './stacks/probe-stack.ts';

export interface Deployment extends Omit<ResolvedProject, 'findings'> {
  readonly project: Project;
  readonly handlers: HandlerAssets;
  /** What the definitions read from the environment. */
  readonly variables: Variables;
  /** Twelve digits. @default whichever account deploys */
  readonly account?: string | undefined;
}

/** The receivers whose topics are an alarm's actions, by name. */
export type ReceiversOf = (alarm: Pick<Alarm, 'labels'>) => readonly string[];

/**
 * Adds every stack of a deployment, each with its region. They are deployed in the order probes, home, alarms: an
 * alarm whose missing data is breaching must not be there before its probes are.
 */
export function addStacks(app: App, deployment: Deployment): void {
  const { project, checks, alarms, receivers, routing, handlers, variables, account } = deployment;
  const { home, terminationProtection = false, alarmStacks = DEFAULT_ALARM_STACKS } = project;
  const at = (region: string): StackProps => ({
    env: { region, ...(account && { account }) },
    terminationProtection,
  });
  // A location whose checks are all disabled keeps its stack: left as it is, it would go on with the old ones.
  const locations = locationsOf(checks);
  const receiversOf: ReceiversOf = ({ labels }) => toldAtOnce(routing, labels);
  const homeStack = new HomeStack(app, 'VedetteHome', {
    ...at(home),
    home,
    locations,
    receivers,
    receiversOf,
    gatherMs: shortestWaitMs(routing, alarms),
    handlers,
    variables,
  });
  for (const location of locations) {
    const probed = checks.filter((check) => check.locations.some((one) => one === location));
    const props = { ...at(location), location, home, checks: probed, handlers, variables };
    homeStack.addStackDependency(new ProbeStack(app, `VedetteProbe-${location}`, props));
  }
  // A stack without alarms is there too: what is no longer in the app is no longer deployed, and would keep its last ones.
  for (let index = 0; index < alarmStacks; index++) {
    const alarmed = checks.filter(({ id }) => alarmStackOf(id, alarmStacks) === index);
    const props = { ...at(home), checks: alarmed, receiversOf };
    new AlarmStack(app, `VedetteAlarms${index}`, props).addStackDependency(homeStack);
  }
  Tags.of(app).add('project', 'vedette');
}
