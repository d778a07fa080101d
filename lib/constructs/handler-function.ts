import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { NAMESPACE } from '../../model/metric.ts';
import type { Variables } from '../environment.ts';

/** What every handler at one location has in common. */
export interface HandlerProps {
  /** The asset's directory. */
  readonly asset: string;
  readonly environment: Variables;
}

interface HandlerFunctionProps
  extends HandlerProps,
    Pick<FunctionOptions, 'deadLetterQueue' | 'maxEventAge' | 'retryAttempts'> {
  readonly name: string;
  readonly description: string;
  readonly memorySize: number;
  readonly timeout: Duration;
}

/**
 * A handler on Lambda, with a log group and a role of its own. The role may write to that log group and publish to
 * our namespace, and nothing else until it is granted: the managed basic role writes to every log group there is.
 */
export class HandlerFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, { name, asset, environment, ...props }: HandlerFunctionProps) {
    const parts = new Construct(scope, `${id}Parts`);
    const logGroup = new LogGroup(parts, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(parts, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    role.addToPolicy(publishMetrics());
    super(scope, id, {
      ...props,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(asset),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: { ...environment, POWERTOOLS_SERVICE_NAME: `vedette-${name}` },
    });
  }
}

/** CloudWatch has no ARN for a metric: the namespace is the only bound that there is. */
const publishMetrics = (): PolicyStatement =>
  new PolicyStatement({
    actions: ['cloudwatch:PutMetricData'],
    resources: ['*'],
    conditions: { StringEquals: { 'cloudwatch:namespace': NAMESPACE } },
  });
