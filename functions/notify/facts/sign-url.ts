import { once, onceEach } from '../../../model/once.ts';

export interface SignedFile {
  readonly region: string;
  readonly bucket: string;
  readonly key: string;
}

/** Makes an address by which anybody may read one file for a while. Asks nobody. Throws the SDK's errors. */
export type SignUrl = (file: SignedFile) => Promise<string>;

/**
 * A night: what is told in the evening can be looked at in the morning. No longer than the credentials that sign, which
 * Lambda renews after hours: ADR 21.
 */
export const LINK_SECONDS = 12 * 3_600;

/** Signs with the function's own credentials, by a client for each region. The SDK is loaded by the first incident that has evidence. */
export function connectSignUrl(): SignUrl {
  const sdk = once(() => import('./sign-url-client.ts'));
  // In the path and not in the host: found wherever AWS_ENDPOINT_URL points.
  const clientOf = onceEach(
    async (region: string) => new (await sdk()).S3Client({ region, forcePathStyle: true }),
  );
  return async ({ region, bucket, key }) => {
    const [client, { GetObjectCommand, getSignedUrl }] = await Promise.all([clientOf(region), sdk()]);
    const command = new GetObjectCommand({ Bucket: bucket, Key: key });
    return getSignedUrl(client, command, { expiresIn: LINK_SECONDS });
  };
}
