import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import { once } from './once.ts';

/** S3 at its edge: the one call that keeps a file, in AWS's own words. Throws the SDK's errors. */
export interface S3Port {
  readonly putObject: (input: PutObjectCommandInput) => Promise<unknown>;
}

/** The bucket is in the same region: what is not there by then holds up the next check. Milliseconds. */
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

/** One client for this function's own region, made by the first call; its connections are kept alive. */
export function connectS3(): S3Port {
  const connect = once(async () => {
    const { PutObjectCommand, S3Client } = await import('./s3-client.ts');
    return { client: new S3Client(S3_SETTINGS), PutObjectCommand };
  });
  return {
    putObject: async (input) => {
      const { client, PutObjectCommand } = await connect();
      return client.send(new PutObjectCommand(input));
    },
  };
}

/** The bucket in the path and not in the host: it is found wherever `AWS_ENDPOINT_URL` points. */
const S3_SETTINGS = { requestHandler: TIMEOUTS, maxAttempts: 2, forcePathStyle: true };
