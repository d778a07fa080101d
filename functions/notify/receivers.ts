import type { AnyReceiverKind, Receivers } from '../../model/receiver.ts';
import * as registry from './registry.ts';

const isReceiverKind = (value: unknown): value is AnyReceiverKind =>
  typeof value === 'function' && 'receiver' in value && 'subscriptions' in value;

const exported: readonly unknown[] = Object.values(registry);

/** Every registered kind of receiver by name. */
export const receivers: Receivers = Object.fromEntries(
  exported.filter(isReceiverKind).map((kind) => [kind.receiver, kind]),
);
