import { unlessAborted } from '../../probes/net/abort.ts';
import type { ArtifactStore } from '../runner/attempt.ts';
import type { Clock } from './clock.ts';
import type { S3Port } from './s3.ts';
import { TimedOut, within } from './within.ts';

interface S3ArtifactsOptions {
  readonly s3: S3Port;
  readonly bucket: string;
  readonly clock: Clock;
}

/**
 * What a file has. An attempt keeps its files side by side, the last of them once 3.5 of the 5 s of its aftermath are over
 * (`AFTERMATH_MS`): so an S3 that hangs costs files, and not the verdict.
 */
const FILE_MS = 1_300;

/** Keeps evidence in a bucket, in a folder for each attempt: `s3://<bucket>/checkout/2026-11-26T03-00-12.345Z/failed.png`. */
export function s3Artifacts({ s3, bucket, clock }: S3ArtifactsOptions): ArtifactStore {
  return ({ id }, startedAt) => ({
    keep: async ({ name, type, bytes }) => {
      const key = `${id}/${folderOf(startedAt)}/${name}`;
      const file = { Bucket: bucket, Key: key, Body: bytes, ContentType: type };
      const work = (signal: AbortSignal) => unlessAborted(s3.putObject(file, signal), signal);
      const kept = { name, type, bytes: bytes.length };
      return within({ ms: FILE_MS, clock, work }).then(
        () => ({ ...kept, key: `s3://${bucket}/${key}` }),
        (error: Error) => ({ ...kept, key: '', problem: problemOf(error) }),
      );
    },
  });
}

/** Of the SDK's errors only the name is told: their message can quote the request. */
const problemOf = (error: Error): string => `S3: ${error instanceof TimedOut ? error.message : error.name}`;

/** A colon would have to be escaped by whoever names the file (S3, "Naming Amazon S3 objects"). */
const folderOf = (startedAt: number): string => new Date(startedAt).toISOString().replaceAll(':', '-');
