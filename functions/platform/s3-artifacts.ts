import type { ArtifactStore } from '../runner/attempt.ts';
import type { Clock } from './clock.ts';
import type { S3Port } from './s3.ts';
import { aborted, TimedOut, within } from './within.ts';

interface S3ArtifactsOptions {
  readonly s3: S3Port;
  readonly bucket: string;
  readonly clock: Clock;
}

/**
 * What all files of an attempt have together, from when the first is there: well within the aftermath that an attempt is
 * given, so that an S3 that hangs costs the rest of the files and not the verdict.
 */
const TOGETHER_MS = 3_000;

/** Keeps evidence in a bucket, in a folder for each attempt: `s3://<bucket>/checkout/2026-11-26T03-00-12.345Z/failed.png`. */
export function s3Artifacts({ s3, bucket, clock }: S3ArtifactsOptions): ArtifactStore {
  return ({ id }, startedAt) => {
    let until: number | undefined;
    return {
      keep: async ({ name, type, bytes }) => {
        until ??= clock.monotonic() + TOGETHER_MS;
        const Key = `${id}/${folderOf(startedAt)}/${name}`;
        const file = { Bucket: bucket, Key, Body: bytes, ContentType: type };
        const work = (signal: AbortSignal) => Promise.race([s3.putObject(file, signal), aborted(signal)]);
        const kept = { name, type, bytes: bytes.length };
        return within({ ms: Math.max(0, until - clock.monotonic()), clock, work }).then(
          () => ({ ...kept, key: `s3://${bucket}/${Key}` }),
          (error: Error) => ({ ...kept, key: '', problem: problemOf(error) }),
        );
      },
    };
  };
}

/** Of the SDK's errors only the name is told: their message can quote the request. */
const problemOf = (error: Error): string => `S3: ${error instanceof TimedOut ? error.message : error.name}`;

/** A colon would have to be escaped by whoever names the file (S3, "Naming Amazon S3 objects"). */
const folderOf = (startedAt: number): string => new Date(startedAt).toISOString().replaceAll(':', '-');
