import { type App, type StackProps, Tags } from 'aws-cdk-lib';
import type { Check } from '../model/check.ts';
import { locationsOf } from '../model/location.ts';
import type { Project } from '../model/project.ts';
import { alarmStackOf, DEFAULT_ALARM_STACKS } from '../model/validate.ts';
import type { HandlerAssets } from './bundle.ts';
import type { Variables } from './environment.ts';
import { AlarmStack } from './stacks/alarm-stack.ts';
import { HomeStack } from './stacks/home-stack.ts';
import { ProbeStack } from './stacks/probe-stack.ts';

export interface Deployment {
  readonly project: Project;
  readonly checks: readonly Check[];
  readonly handlers: HandlerAssets;
  /** What the definitions read from the environment. */
  readonly variables: Variables;
  /** Twelve digits. @default whichever account deploys */
  readonly account?: string | undefined;
}

/**
 * Adds every stack of a deployment, each with its region. They are deployed in the order probes, home, alarms: an
 * alarm whose missing data is breaching must not be there before its probes are.
 */
export function addStacks(app: App, { project, checks, handlers, variables, account }: Deployment): void {
  const { home, terminationProtection = false, alarmStacks = DEFAULT_ALARM_STACKS } = project;
  const at = (region: string): StackProps => ({
    env: { region, ...(account && { account }) },
    terminationProtection,
  });
  // A location whose checks are all disabled keeps its stack: left as it is, it would go on with the old ones.
  const locations = locationsOf(checks);
  const homeStack = new HomeStack(app, 'VedetteHome', { ...at(home), locations });
  for (const location of locations) {
    const probed = checks.filter((check) => check.locations.some((one) => one === location));
    const props = { ...at(location), location, home, checks: probed, handlers, variables };
    homeStack.addStackDependency(new ProbeStack(app, `VedetteProbe-${location}`, props));
  }
  // A stack without alarms is there too: what is no longer in the app is no longer deployed, and would keep its last ones.
  for (let index = 0; index < alarmStacks; index++) {
    const alarmed = checks.filter(({ id }) => alarmStackOf(id, alarmStacks) === index);
    const alarms = new AlarmStack(app, `VedetteAlarms${index}`, { ...at(home), checks: alarmed });
    alarms.addStackDependency(homeStack);
  }
  Tags.of(app).add('project', 'vedette');
}
