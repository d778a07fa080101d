import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import type { Lane } from '../model/lane.ts';
import { type KindLanes, onlyProbesOf } from './lane-probes.ts';
import { LATE_PACKAGE, latePackage, requiredBuiltins } from './late.ts';
import { layerPackages } from './layer.ts';

/** The handlers, by the names of their files in `functions/handlers/`. */
export const HANDLERS = ['dispatch', 'probe', 'probe-browser', 'flush-spool', 'notify', 'reconcile'] as const;
export type HandlerName = (typeof HANDLERS)[number];

/** The directory of each handler's asset; its `index.mjs` exports `handler`. */
export type HandlerAssets = Readonly<Record<HandlerName, string>>;

/** The handlers that hold probes, and whose. */
const PROBES_OF: Readonly<Partial<Record<HandlerName, Lane>>> = {
  probe: 'light',
  'probe-browser': 'browser',
};

const ROOT = join(import.meta.dirname, '..');

interface BundleOptions {
  /** Every registered kind. */
  readonly kinds: KindLanes;
  /** Where the handlers' sources are. @default functions/handlers */
  readonly from?: string;
  /** Where a directory for each handler is made, or made anew. @default build/handlers */
  readonly to?: string;
}

/** Bundles every handler with all that it needs. Rejects with esbuild's `BuildFailure`, which says what is wrong. */
export async function bundle(options: BundleOptions): Promise<HandlerAssets> {
  const built = HANDLERS.map(async (name) => [name, (await bundleHandler(name, options)).directory] as const);
  return Object.fromEntries(await Promise.all(built)) as Record<HandlerName, string>;
}

/** A handler's asset, and what is in it by esbuild's own account. */
export interface Bundled {
  readonly directory: string;
  readonly metafile: Metafile;
}

export async function bundleHandler(
  name: HandlerName,
  { kinds, from = join(ROOT, 'functions/handlers'), to = join(ROOT, 'build/handlers') }: BundleOptions,
): Promise<Bundled> {
  const directory = join(to, name);
  const lane = PROBES_OF[name];
  const plugins = lane ? [onlyProbesOf(lane, kinds)] : [];
  return { directory, metafile: await bundleEntry(join(from, `${name}.ts`), directory, plugins) };
}

/** An ES module has no `require`; the CommonJS packages inside the bundle ask for one. */
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

const COMMON = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  // The packages' ES modules first: only those let esbuild leave out what nobody calls.
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  // A map is three times the code, and Node reads it at every cold start. Building the same commit gives it again.
  sourcemap: false,
  logLevel: 'silent',
  metafile: true,
} as const satisfies BuildOptions;

/** Bundles one module with all that it needs into a directory of its own. Returns what is in it, by esbuild's own account. */
export async function bundleEntry(
  entry: string,
  directory: string,
  plugins: readonly Plugin[] = [],
): Promise<Metafile> {
  // What an earlier build left behind would be uploaded too.
  await rm(directory, { recursive: true, force: true });
  const { metafile } = await build({
    ...COMMON,
    outdir: directory,
    entryPoints: { index: entry },
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    // Probes and AWS clients that are imported lazily stay chunks of their own, read when first needed.
    splitting: true,
    banner: { js: REQUIRE },
    plugins: [...plugins, requiredBuiltins, latePackage, layerPackages],
  });
  if (!(`late:${LATE_PACKAGE}` in metafile.inputs)) return metafile;
  const late = await build({
    ...COMMON,
    outdir: directory,
    stdin: { contents: `export * from '${LATE_PACKAGE}'`, resolveDir: ROOT, sourcefile: 'late' },
    entryNames: 'late',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
  });
  return { inputs: metafile.inputs, outputs: { ...metafile.outputs, ...late.metafile.outputs } };
}
