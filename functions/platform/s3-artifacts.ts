import type { ArtifactStore } from '../runner/attempt.ts';
import type { S3Port } from './s3.ts';

interface S3ArtifactsOptions {
  readonly s3: S3Port;
  readonly bucket: string;
}

/** Keeps evidence in a bucket, in a folder for each attempt: `s3://<bucket>/checkout/2026-11-26T03-00-12.345Z/failed.png`. */
export function s3Artifacts({ s3, bucket }: S3ArtifactsOptions): ArtifactStore {
  return ({ id }, startedAt) => ({
    keep: async ({ name, type, bytes }) => {
      const key = `${id}/${folderOf(startedAt)}/${name}`;
      await s3.putObject({ Bucket: bucket, Key: key, Body: bytes, ContentType: type });
      return { name, type, bytes: bytes.length, key: `s3://${bucket}/${key}` };
    },
  });
}

/** A colon would have to be escaped by whoever names the file (S3, "Naming Amazon S3 objects"). */
const folderOf = (startedAt: number): string => new Date(startedAt).toISOString().replaceAll(':', '-');
