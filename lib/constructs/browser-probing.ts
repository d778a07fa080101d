import { type Acknowledgment, type CfnElement, Size, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { EvidenceBucket } from './evidence-bucket.ts';
import { type Probed, Probing } from './probing.ts';

/**
 * A little more than one processor (Lambda gives one for each 1,769 MB): with less, what we lack would be told as the
 * page's slowness. Node and Chromium with one page take 370 MB of it; ADR 21.
 */
const MEMORY_MB = 2_048;

/** Chromium unpacks to 209 MB; the rest is for its profile, a trace and what a page downloads. Lambda gives 512 MB for nothing. */
const DISK = Size.mebibytes(1_024);

/** Each is a browser; beyond, batches wait. Half of the light ones': leaves the account most of its 1,000 executions. */
const MAX_CONCURRENCY = 50;

interface BrowserProbingProps extends Probed {
  /** The directory that the layer's packages are laid out in. */
  readonly layer: string;
  /** Where the light probe logs: whoever looks for results looks there. */
  readonly logGroup: ILogGroup;
}

/** What the checks that need a browser need beside: a function that has one, its queue, and a bucket for what it saw. */
export class BrowserProbing extends Construct {
  readonly probing: Probing;

  constructor(scope: Construct, id: string, { layer, environment, ...probed }: BrowserProbingProps) {
    super(scope, id);
    const bucket = new EvidenceBucket(this, 'Evidence');
    this.probing = new Probing(this, 'Probing', {
      ...probed,
      environment: { ...environment, EVIDENCE_BUCKET: bucket.bucketName },
      name: 'probe-browser',
      description: 'Probes a batch of checks with a browser and publishes what came of it',
      memorySize: MEMORY_MB,
      ephemeralStorageSize: DISK,
      // @sparticuz/chromium has no other one on npm.
      architecture: Architecture.X86_64,
      layers: [this.browser(layer)],
      maxConcurrency: MAX_CONCURRENCY,
    });
    this.keepEvidence(bucket);
  }

  private browser(directory: string): LayerVersion {
    return new LayerVersion(this, 'Browser', {
      code: Code.fromAsset(directory),
      description: 'Chromium, and what drives it',
      compatibleArchitectures: [Architecture.X86_64],
      compatibleRuntimes: [Runtime.NODEJS_24_X],
    });
  }

  /** It adds files, and reads none. */
  private keepEvidence(bucket: EvidenceBucket): void {
    const { probe } = this.probing;
    probe.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:PutObject'], resources: [bucket.arnForObjects('*')] }),
    );
    Validations.of(probe.role ?? probe).acknowledge(anyFile(bucket));
  }
}

/** cdk-nag names the finding after the bucket's logical id. */
const anyFile = (bucket: EvidenceBucket): Acknowledgment => ({
  id: `AwsSolutions-IAM5[Resource::<${logicalId(bucket)}.Arn>/*]`,
  reason: 'Files are named after the attempt that they show',
});

const logicalId = (bucket: EvidenceBucket): string =>
  Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnElement);
