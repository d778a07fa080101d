import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Loader, type Plugin } from 'esbuild';
import { tsImport } from 'tsx/esm/api';
import type { ImportModule } from '../project.ts';

/** What the file is called that a module is bundled into, for as long as it is being imported. */
export const TEMPORARY = /^\.vedette-\d+-\d+\.mjs$/;

/** Of this process: no name is used twice, since Node gives the same module for the same name for ever. */
let count = 0;

/**
 * Imports a module with its own files as if for the first time, and tells each file that is read. Packages are imported
 * as ever: they are not read again, and `vedette` is this one, so that what is left of each time in memory are the module's
 * own few lines. It is bundled into a file beside it, so that packages are found from there. Rejects with esbuild's
 * `BuildFailure` and what the module throws.
 */
export const freshImport =
  (onFile: (path: string) => void): ImportModule =>
  async (url) => {
    const entry = fileURLToPath(url);
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      target: 'node20',
      // What a file has that is written as CommonJS.
      banner: { js: `const require = (await import('node:module')).createRequire(${JSON.stringify(url)});` },
      plugins: [inItsPlace(onFile)],
      logLevel: 'silent',
      write: false,
    });
    const file = join(dirname(entry), `.vedette-${process.pid}-${++count}.mjs`);
    try {
      await writeFile(file, outputFiles[0]?.text ?? '');
    } catch {
      // A folder that cannot be written, or a full disk: read with its packages, which stay in memory.
      await rm(file, { force: true }).catch(() => {});
      return tsImport(url, import.meta.url);
    }
    return import(pathToFileURL(file).href).finally(() => rm(file, { force: true }));
  };

const LOADERS: Readonly<Record<string, Loader>> = { '.ts': 'ts', '.mts': 'ts', '.cts': 'ts' };

/** A file in a bundle still knows where it is itself. */
const inItsPlace = (onFile: (path: string) => void): Plugin => ({
  name: 'in its place',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.([cm]?[jt]s|json)$/ }, async ({ path }) => {
      onFile(path);
      if (extname(path) === '.json') return undefined;
      const places = {
        'import.meta.url': pathToFileURL(path).href,
        'import.meta.dirname': dirname(path),
        'import.meta.filename': path,
      };
      let contents = await readFile(path, 'utf8');
      for (const [name, place] of Object.entries(places))
        contents = contents.replaceAll(name, JSON.stringify(place));
      return { contents, loader: LOADERS[extname(path)] ?? 'js' };
    }),
});
