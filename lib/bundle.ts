import { rm } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';

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

/**
 * Has Node's own modules required instead of imported: an import reads all that a module exports, and some of that is
 * only made when it is read. `node:http` loads the whole of `fetch` for its `WebSocket`, 10 ms; `node:crypto` 5 ms.
 */
const requiredBuiltins: Plugin = {
  name: 'required-builtins',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^[a-z_/:]+$/ }, ({ path, kind }) => {
      if (!isBuiltin(path)) return undefined;
      return kind === 'require-call' ? { path, external: true } : { path, namespace: 'required' };
    });
    onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)})`,
    }));
  },
};

/** Bundles one module with all that it needs into a directory of its own. Returns what is in it, by esbuild's own account. */
export async function bundleEntry(entry: string, directory: string): Promise<Metafile> {
  // What an earlier build left behind would be uploaded too.
  await rm(directory, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: { index: entry },
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    // The packages' ES modules first: only those let esbuild leave out what nobody calls.
    mainFields: ['module', 'main'],
    // Probes and AWS clients that are imported lazily stay chunks of their own, read when first needed.
    splitting: true,
    minify: true,
    banner: { js: REQUIRE },
    legalComments: 'none',
    // A map is three times the code, and Node reads it at every cold start. Building the same commit gives it again.
    sourcemap: false,
    metafile: true,
    plugins: [requiredBuiltins],
    logLevel: 'silent',
  });
  return metafile;
}
