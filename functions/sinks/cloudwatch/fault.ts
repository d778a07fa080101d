/**
 * What to do about an error of PutMetricData. `transient`: try again. `invalid`: CloudWatch found something wrong
 * with the data, so part of it may still go through. `denied`: nothing goes through until somebody mends a
 * permission or a clock.
 */
export type FaultClass = 'transient' | 'invalid' | 'denied';

/** Source: CloudWatch API reference, common errors, and the SDK's own list of throttling codes. */
const THROTTLED =
  /Throttl|TooManyRequests|RequestLimitExceeded|LimitExceeded|SlowDown|PriorRequestNotComplete/;

const INVALID =
  /^(InvalidParameter|InvalidFormat|Missing(Required)?Parameter|Validation|Serialization|Malformed)/;

const TOO_LARGE = 413;
const TOO_MANY = 429;
const SERVER_ERROR = 500;

/** An error without a status never got an answer: refused, reset, timed out. */
export function classOf(error: unknown): FaultClass {
  const { name = '', $metadata } = Object(error) as SdkError;
  const status = $metadata?.httpStatusCode ?? SERVER_ERROR;
  if (status >= SERVER_ERROR || status === TOO_MANY || THROTTLED.test(name)) return 'transient';
  return status === TOO_LARGE || INVALID.test(name) ? 'invalid' : 'denied';
}

interface SdkError {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}
