import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Check } from '../../model/check.ts';
import type { Lane } from '../../model/lane.ts';
import { PROBE_LOG_GROUP } from '../../model/result.ts';
import { secretsIn } from '../../model/secret.ts';
import type { HandlerAssets } from '../bundle.ts';
import { BrowserProbing } from '../constructs/browser-probing.ts';
import { Dispatch } from '../constructs/dispatch.ts';
import { Probing } from '../constructs/probing.ts';
import { Spool } from '../constructs/spool.ts';
import type { Variables } from '../environment.ts';

interface ProbeStackProps extends StackProps {
  /** Where this stack is, and what its metrics name as their location. */
  readonly location: string;
  /** The region that takes the metrics. */
  readonly home: string;
  /** The checks that are probed from here. */
  readonly checks: readonly Check[];
  readonly handlers: HandlerAssets;
  /** The directory of the layer that has the browser; must be there when one of the checks needs it. */
  readonly browserLayer?: string | undefined;
  readonly variables: Variables;
}

/** Leaves the account most of its 1,000 concurrent executions (Lambda quotas); 100 of them run 10,000 checks at once. */
const MAX_CONCURRENCY = 100;

/** Everything that probes from one location. It needs nothing of another stack: if home is down, it spools. */
export class ProbeStack extends Stack {
  constructor(scope: Construct, id: string, props: ProbeStackProps) {
    const { location, home, checks, handlers, browserLayer, variables, ...stackProps } = props;
    super(scope, id, { ...stackProps, description: `Vedette: probes from ${location}` });
    const environment = { ...variables, LOCATION: location, HOME_REGION: home };
    const spool = new Spool(this, 'Spool', { asset: handlers['flush-spool'], environment });
    const probed = (lane: Lane) => ({
      environment,
      spool: spool.queue,
      secrets: secretsIn(checks.filter((check) => check.lane === lane)).sort(),
    });
    const light = new Probing(this, 'Probing', {
      ...probed('light'),
      asset: handlers.probe,
      name: 'probe',
      logGroupName: PROBE_LOG_GROUP,
      description: 'Probes a batch of checks and publishes what came of it',
      memorySize: 512,
      maxConcurrency: MAX_CONCURRENCY,
    });
    const browser = needsBrowser(checks)
      ? new BrowserProbing(this, 'BrowserProbing', {
          ...probed('browser'),
          asset: handlers['probe-browser'],
          layer: laidOut(browserLayer),
          logGroup: light.probe.logGroup,
        }).probing
      : undefined;
    new Dispatch(this, 'Dispatch', {
      asset: handlers.dispatch,
      environment,
      queues: { light: light.queue, browser: browser?.queue },
      deadLetters: [light, ...(browser ? [browser] : []), spool].map(({ deadLetters }) => deadLetters),
    });
  }
}

/** One that is disabled counts: enabled again, it finds its bucket. */
export const needsBrowser = (checks: readonly Check[]): boolean =>
  checks.some(({ lane }) => lane === 'browser');

function laidOut(layer: string | undefined): string {
  if (layer === undefined)
    throw new Error('a check needs a browser, and the layer that has it is not laid out');
  return layer;
}
