import type { Check } from '../model/check.ts';
import type { AnyKind } from '../model/kind.ts';
import * as registry from './registry.ts';

type Registered = typeof registry;

/** The registered kinds: what `registry.ts` exports and is a kind; its words are left out. */
type Kinds = {
  [Name in keyof Registered as Registered[Name] extends AnyKind ? Name : never]: Registered[Name];
};

/** `'http' | ...`: derived from the registry. */
export type Kind = keyof Kinds;

/** The check of a registered kind, with its own `spec`. */
export type CheckOf<K extends Kind> = Check<K, ReturnType<Kinds[K]['spec']>>;

const isKind = (value: unknown): value is AnyKind =>
  typeof value === 'function' && 'kind' in value && 'spec' in value;

const exported: readonly unknown[] = Object.values(registry);

/** Every registered kind by name. */
export const kinds: Readonly<Record<string, AnyKind>> = Object.fromEntries(
  exported.filter(isKind).map((kind) => [kind.kind, kind]),
);
