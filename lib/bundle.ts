import { rm } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';

/** The handlers, by the names of their files in `functions/handlers/`. */
export const HANDLERS = ['dispatch', 'probe', 'flush-spool'] as const;
export type HandlerName = (typeof HANDLERS)[number];

/** The directory of each handler's asset; its `index.mjs` exports `handler`. */
export type HandlerAssets = Readonly<Record<HandlerName, string>>;

const ROOT = join(import.meta.dirname, '..');

interface BundleOptions {
  /** Where the handlers' sources are. @default functions/handlers */
  readonly from?: string;
  /** Where a directory for each handler is made, or made anew. @default build/handlers */
  readonly to?: string;
}

/** Bundles every handler with all that it needs. Rejects with esbuild's `BuildFailure`, which says what is wrong. */
export async function bundle(options: BundleOptions = {}): Promise<HandlerAssets> {
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
  { from = join(ROOT, 'functions/handlers'), to = join(ROOT, 'build/handlers') }: BundleOptions = {},
): Promise<Bundled> {
  const directory = join(to, name);
  return { directory, metafile: await bundleEntry(join(from, `${name}.ts`), directory) };
}

/** An ES module has no `require`; the CommonJS packages inside the bundle ask for one. */
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

/** Modules of Node's that take milliseconds to load and that a cold start may never come to use. */
const LATE = new Set(['crypto', 'dns/promises', 'http', 'http2', 'https', 'tls', 'zlib']);

/**
 * Has Node's own modules required instead of imported, some of them only when something of theirs is first used. An
 * import loads them at start and reads all that they export: `node:http` then loads the whole of `fetch` for its
 * `WebSocket`, 10 ms, `node:crypto` and `node:tls` take another 10.
 */
const requiredBuiltins: Plugin = {
  name: 'required-builtins',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^[a-z_/:0-9]+$/ }, ({ path, kind }) => {
      if (!isBuiltin(path)) return undefined;
      return kind === 'require-call' ? { path, external: true } : { path, namespace: 'required' };
    });
    onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: LATE.has(path.replace('node:', '')) ? whenUsed(path) : `module.exports = require('${path}')`,
    }));
  },
};

/**
 * A package that few checks need, synchronously, so that it cannot be imported lazily: it becomes a file of its own
 * beside the others, required when something of it is first used.
 */
const LATE_PACKAGE = 're2js';

const latePackage: Plugin = {
  name: 'late-package',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: new RegExp(`^${LATE_PACKAGE}$`) }, ({ path }) => ({ path, namespace: 'late' }));
    onResolve({ filter: /^\.\/late\.cjs$/ }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /.*/, namespace: 'late' }, () => ({ contents: whenUsed('./late.cjs') }));
  },
};

/**
 * esbuild gives importers the prototype of what a CommonJS module exports: there a look-up can load the module. It
 * looks up `__esModule` itself.
 */
const whenUsed = (path: string): string =>
  `module.exports = Object.create(
    new Proxy({}, { get: (_, name) => require('${path}')[name] }),
    { __esModule: { value: false } },
  )`;

/** Bundles one module with all that it needs into a directory of its own. Returns what is in it, by esbuild's own account. */
export async function bundleEntry(entry: string, directory: string): Promise<Metafile> {
  // What an earlier build left behind would be uploaded too.
  await rm(directory, { recursive: true, force: true });
  const common = {
    outdir: directory,
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
  const { metafile } = await build({
    ...common,
    entryPoints: { index: entry },
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    // Probes and AWS clients that are imported lazily stay chunks of their own, read when first needed.
    splitting: true,
    banner: { js: REQUIRE },
    plugins: [requiredBuiltins, latePackage],
  });
  if (!(`late:${LATE_PACKAGE}` in metafile.inputs)) return metafile;
  const late = await build({
    ...common,
    stdin: { contents: `export * from '${LATE_PACKAGE}'`, resolveDir: ROOT, sourcefile: 'late' },
    entryNames: 'late',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
  });
  return { inputs: metafile.inputs, outputs: { ...metafile.outputs, ...late.metafile.outputs } };
}
