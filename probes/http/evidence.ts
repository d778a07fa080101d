import { REDACTED } from '../../model/redact.ts';

/** Headers that help to understand an answer; the rest is left out. */
const TOLD = [
  'age',
  'cache-control',
  'cf-ray',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'etag',
  'last-modified',
  'location',
  'retry-after',
  'server',
  'via',
  'x-amz-cf-id',
  'x-amzn-requestid',
  'x-cache',
  'x-request-id',
];

/** Headers of which only it is told that they were there. */
const HIDDEN = ['authorization', 'cookie', 'proxy-authenticate', 'set-cookie', 'www-authenticate'];

/** Longer values are cut: a target must not choose the size of our evidence. */
const MAX_HEADER = 256;

const BODY_BYTES = 1_024;

export function toldHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const told = TOLD.flatMap((name) =>
    headers[name] === undefined ? [] : [[name, headers[name].slice(0, MAX_HEADER)]],
  );
  const hidden = HIDDEN.flatMap((name) => (headers[name] === undefined ? [] : [[name, REDACTED]]));
  return Object.fromEntries([...told, ...hidden]);
}

/** The first 1,024 bytes as text; bytes that are not UTF-8 become U+FFFD. */
export function bodyExcerpt(body: Buffer): string {
  return new TextDecoder().decode(body.subarray(0, BODY_BYTES), { stream: true });
}
