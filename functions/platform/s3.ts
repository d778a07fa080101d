import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import { once } from '../../model/once.ts';

/** S3 at its edge: the one call that keeps a file, in AWS's own words. Throws the SDK's errors. */
export interface S3Port {
  readonly putObject: (input: PutObjectCommandInput, signal: AbortSignal) => Promise<unknown>;
}

/** One client for this function's own region, made by the first call; its connections are kept alive. */
export function connectS3(): S3Port {
  const connect = once(async () => {
    const { PutObjectCommand, S3Client } = await import('./s3-client.ts');
    return { client: new S3Client(SETTINGS), PutObjectCommand };
  });
  return {
    putObject: async (input, abortSignal) => {
      const { client, PutObjectCommand } = await connect();
      return client.send(new PutObjectCommand(input), { abortSignal });
    },
  };
}

/** The bucket in the path and not in the host: it is found wherever `AWS_ENDPOINT_URL` points. */
const SETTINGS = { maxAttempts: 2, forcePathStyle: true };
