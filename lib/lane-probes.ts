import { basename, dirname } from 'node:path';
import type { Plugin } from 'esbuild';
import type { AnyKind } from '../model/kind.ts';
import type { Lane } from '../model/lane.ts';

/** The registered kinds by name, as far as it matters where they run. */
export type KindLanes = Readonly<Record<string, Pick<AnyKind, 'lane'>>>;

/**
 * Leaves the probes of other lanes out of a function that never gets their checks: a browser's is megabytes that every
 * cold start of the light one would be uploaded and unpacked with.
 */
export const onlyProbesOf = (own: Lane, kinds: KindLanes): Plugin => ({
  name: 'lane-probes',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]probes[\\/][a-z]+[\\/]probe\.ts$/ }, ({ path }) => {
      const kind = basename(dirname(path));
      const { lane = 'light' } = kinds[kind] ?? { lane: own };
      return lane === own ? undefined : { contents: elsewhere(kind) };
    });
  },
});

const elsewhere = (kind: string): string =>
  `export const probe = async () => { throw new Error('the kind ${kind} is probed by another function'); };`;
