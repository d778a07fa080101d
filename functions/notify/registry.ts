/**
 * The kinds of receiver: one line each, and the only line outside a kind's own folder. A kind's `receiver.ts` exports
 * its builder, which is the kind's whole description.
 */

export * from './email/receiver.ts';
export * from './pagerduty/receiver.ts';
export * from './slack/receiver.ts';
export * from './slack-webhook/receiver.ts';
export * from './sms/receiver.ts';
export * from './topic/receiver.ts';
export * from './webhook/receiver.ts';
