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
import { type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { NAMESPACE } from '../../model/metric.ts';
import type { Variables } from '../environment.ts';

/** What every handler at one location has in common. */
export interface HandlerProps {
  /** The asset's directory. */
  readonly asset: string;
  readonly environment: Variables;
}

export interface HandlerFunctionProps
  extends HandlerProps,
    Pick<
      FunctionProps,
      'architecture' | 'deadLetterQueue' | 'ephemeralStorageSize' | 'layers' | 'maxEventAge' | 'retryAttempts'
    > {
  readonly name: string;
  /** Where others look for its log, when it has one of its own. @default a name of CloudFormation's making */
  readonly logGroupName?: string;
  /** @default one of its own */
  readonly logGroup?: ILogGroup;
  readonly description: string;
  readonly memorySize: number;
  readonly timeout: Duration;
}

/**
 * A handler on Lambda, with a role and, unless it is given one, a log group of its own. The role may write to that log group and publish to
 * our namespace, and nothing else until it is granted: the managed basic role writes to every log group there is.
 */
export class HandlerFunction extends LambdaFunction {
  constructor(
    scope: Construct,
    id: string,
    { name, asset, environment, logGroupName, logGroup: given, ...props }: HandlerFunctionProps,
  ) {
    const logGroup = given ?? ownLogGroup(scope, `${id}Logs`, logGroupName);
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    role.addToPolicy(publishMetrics());
    Validations.of(role).acknowledge(ANY_METRIC);
    super(scope, id, {
      architecture: Architecture.ARM_64,
      ...props,
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset(asset),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: { ...environment, POWERTOOLS_SERVICE_NAME: `vedette-${name}` },
    });
  }
}

const ownLogGroup = (scope: Construct, id: string, logGroupName: string | undefined): LogGroup =>
  new LogGroup(scope, id, {
    ...(logGroupName && { logGroupName }),
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });

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
