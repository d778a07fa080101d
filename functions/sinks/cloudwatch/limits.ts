/** PutMetricData's limits. Source: CloudWatch API reference, PutMetricData and MetricDatum, read 2026-11. */
export const MAX_ENTRIES = 1_000;
export const MAX_REQUEST_BYTES = 1_000_000;
export const MAX_VALUES = 150;
export const MAX_MAGNITUDE = 2 ** 360;
export const MAX_AGE_MS = 14 * 86_400_000;
export const MAX_AHEAD_MS = 2 * 3_600_000;

/** SQS: what one message may hold, everywhere; newer queues take 1 MiB (SQS quotas). */
export const MAX_MESSAGE_BYTES = 262_144;
