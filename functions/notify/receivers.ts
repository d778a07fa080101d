import type { AnyReceiverKind, Receiver } from '../../model/receiver.ts';
import * as registry from './registry.ts';

type Registered = typeof registry;

/** The registered kinds: what `registry.ts` exports and is a kind of receiver; anything else is left out. */
type Kinds = {
  [Name in keyof Registered as Registered[Name] extends AnyReceiverKind ? Name : never]: Registered[Name];
};

/** `'topic' | ...`: derived from the registry. */
export type ReceiverKindName = keyof Kinds;

/** The receiver of a registered kind, with its own `spec`. */
export type ReceiverOf<K extends ReceiverKindName> = Receiver<K, ReturnType<Kinds[K]['spec']>>;

const isKind = (value: unknown): value is AnyReceiverKind =>
  typeof value === 'function' && 'receiver' in value && 'spec' in value;

const exported: readonly unknown[] = Object.values(registry);

/** Every registered kind of receiver by name. */
export const receivers: Readonly<Record<string, AnyReceiverKind>> = Object.fromEntries(
  exported.filter(isKind).map((kind) => [kind.receiver, kind]),
);
