import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Check } from '../../model/check.ts';
import { secretsIn } from '../../model/secret.ts';
import type { HandlerAssets } from '../bundle.ts';
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
  readonly variables: Variables;
}

/** Everything that probes from one location. It needs nothing of another stack: if home is down, it spools. */
export class ProbeStack extends Stack {
  constructor(scope: Construct, id: string, props: ProbeStackProps) {
    const { location, home, checks, handlers, variables, ...stackProps } = props;
    super(scope, id, { ...stackProps, description: `Vedette: probes from ${location}` });
    const environment = { ...variables, LOCATION: location, HOME_REGION: home };
    const spool = new Spool(this, 'Spool', { asset: handlers['flush-spool'], environment });
    const probing = new Probing(this, 'Probing', {
      asset: handlers.probe,
      environment,
      spool: spool.queue,
      secrets: secretsIn(checks).sort(),
    });
    new Dispatch(this, 'Dispatch', {
      asset: handlers.dispatch,
      environment,
      probeQueue: probing.queue,
      deadLetters: [probing.deadLetters, spool.deadLetters],
    });
  }
}
