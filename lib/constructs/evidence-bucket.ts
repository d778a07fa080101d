import { type Acknowledgment, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** The stacks that probes are in begin with this, and what CloudFormation names after them does too. */
export const PROBE_STACK = 'VedetteProbe-';

/** As long as the log that names the files is kept. */
const KEPT = Duration.days(30);

/**
 * Screenshots, traces and the like of what failed at one location. Its name is CloudFormation's: with one of ours, a
 * bucket that was left behind would be in the way of the next one.
 */
export class EvidenceBucket extends Bucket {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [{ expiration: KEPT, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      // CloudFormation cannot delete a bucket that holds something. Left behind, this one is empty after 30 days.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this).acknowledge(NO_ACCESS_LOG);
  }
}

/** Read by cdk-nag in the tests. */
const NO_ACCESS_LOG: Acknowledgment = {
  id: 'AwsSolutions-S1',
  reason:
    'One role writes, the notifiers read, and all is gone after 30 days; a log of it would be a second bucket that holds more. CloudTrail can log the accesses',
};
