import { NAMESPACE } from '../../../model/metric.ts';
import { cut } from '../../platform/cut.ts';
import { MAX_ENTRIES, MAX_REQUEST_BYTES } from './limits.ts';
import type { Entry } from './merge.ts';

/** What surrounds the entries in a request. */
const ENVELOPE_BYTES = JSON.stringify({ Namespace: NAMESPACE, MetricData: [] }).length;

/**
 * An upper bound of an entry's bytes in a request: the SDK writes the same JSON (protocol awsJson1_0) with the
 * timestamp as a number, shorter than our text. Compression is not counted on.
 */
export const bytesOf = (entry: Entry): number => Buffer.byteLength(JSON.stringify(entry)) + ','.length;

/** Cuts entries, in order, into the fewest requests that PutMetricData takes. */
export const inRequests = (entries: readonly Entry[]): Entry[][] =>
  cut(entries, { count: MAX_ENTRIES, bytes: MAX_REQUEST_BYTES - ENVELOPE_BYTES, sizeOf: bytesOf });
