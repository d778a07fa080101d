import { type Acknowledgment, type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  type FunctionProps,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
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
    Pick<FunctionProps, 'deadLetterQueue' | 'maxEventAge' | 'retryAttempts'> {
  readonly name: string;
  /** Where others look for its log. @default a name of CloudFormation's making */
  readonly logGroupName?: string;
  readonly description: string;
  readonly memorySize: number;
  readonly timeout: Duration;
}

/**
 * A handler on Lambda, with a log group and a role of its own. The role may write to that log group and publish to
 * our namespace, and nothing else until it is granted: the managed basic role writes to every log group there is.
 */
export class HandlerFunction extends LambdaFunction {
  constructor(
    scope: Construct,
    id: string,
    { name, asset, environment, logGroupName, ...props }: HandlerFunctionProps,
  ) {
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      ...(logGroupName && { logGroupName }),
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    role.addToPolicy(publishMetrics());
    Validations.of(role).acknowledge(ANY_METRIC);
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

/** Read by cdk-nag in the tests; it stands here so that the reason is beside what it excuses. */
const ANY_METRIC: Acknowledgment = {
  id: 'AwsSolutions-IAM5[Resource::*]',
  reason: 'CloudWatch has no ARN for a metric; the statement is bound to our namespace by a condition',
};

const publishMetrics = (): PolicyStatement =>
  new PolicyStatement({
    actions: ['cloudwatch:PutMetricData'],
    resources: ['*'],
    conditions: { StringEquals: { 'cloudwatch:namespace': NAMESPACE } },
  });
