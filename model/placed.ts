import type { Assertion } from './assertion/assertion.ts';
import type { CommonOptions, Definition } from './check.ts';
import type { AnyKind } from './kind.ts';

/** The kinds that there are, by name: the registry, handed in because the model knows none of them. */
export type Registry = Readonly<Record<string, AnyKind>>;

/** A definition with where it stands: its group, and the defaults that come over it. */
export interface Placed {
  readonly definition: Definition<string, CommonOptions & { expect?: readonly Assertion[] }>;
  readonly group: string | undefined;
  readonly defaults: CommonOptions;
}
