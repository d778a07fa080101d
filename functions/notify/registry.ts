/**
 * The kinds of receiver: one line each, and the only line outside a kind's own folder that a definition needs. A kind's
 * `receiver.ts` exports its builder, which is the kind's whole description.
 */

export * from './topic/receiver.ts';
