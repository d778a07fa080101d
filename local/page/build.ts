import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const HERE = import.meta.dirname;

/** The files that are served as they are. */
const AS_THEY_ARE = ['index.html', 'icon.svg'] as const;

/**
 * The page as static files, by their paths: `index.html`, `icon.svg`, `page.js`, `page.css`, and what `page.js` loads later. Rejects with esbuild's
 * `BuildFailure`, which says what is wrong.
 */
export async function buildPage(): Promise<Map<string, Buffer>> {
  const [bundled, ...plain] = await Promise.all([
    bundle(),
    ...AS_THEY_ARE.map(async (name) => [name, await readFile(join(HERE, name))] as const),
  ]);
  return new Map([...plain, ...bundled]);
}

async function bundle(): Promise<(readonly [string, Buffer])[]> {
  const { outputFiles } = await build({
    entryPoints: { page: join(HERE, 'main.ts'), 'page-style': join(HERE, 'page.css') },
    bundle: true,
    platform: 'browser',
    format: 'esm',
    splitting: true,
    target: ['chrome123', 'firefox121', 'safari17.4'],
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
    write: false,
    outdir: '/page',
  });
  return outputFiles.map(
    ({ path, contents }) =>
      [path.replace(/^.*\//, '').replace('page-style', 'page'), Buffer.from(contents)] as const,
  );
}
