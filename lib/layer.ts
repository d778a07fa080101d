import { cp, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * What does not go into a bundle: a browser is not code, and playwright looks for files beside its own. As a layer it
 * is uploaded once, and not with every change of a definition.
 */
const LAYER_PACKAGES = ['@sparticuz/chromium', 'playwright', 'playwright-core', 'web-vitals'];

const ROOT = join(import.meta.dirname, '..');

/** Where Lambda's Node looks for a layer's packages, below `/opt`. */
const PLACE = 'nodejs';

/** Lambda quotas: a function and its layers, unzipped. A layer that is larger than 50 MB zipped goes through S3, as the CDK's do. */
export const MAX_UNZIPPED_BYTES = 262_144_000;

/** Pages for people and types for editors, 6 MB that no probe reads. */
const LEFT_OUT = /[\\/](lib[\\/]vite|types)$|\.map$/;

/**
 * Lays out the layer of the function that has a browser: the packages, with all that they depend on, as npm has
 * installed them. The same packages give the same files, so a layer is made anew only when one of them is.
 * Returns its directory.
 */
export async function browserLayer(to: string = join(ROOT, 'build/layers/browser')): Promise<string> {
  await rm(to, { recursive: true, force: true });
  for (const directory of await packageDirectories()) {
    await cp(directory, join(to, PLACE, relative(ROOT, directory)), {
      recursive: true,
      dereference: true,
      filter: (path) => !LEFT_OUT.test(path),
    });
  }
  return to;
}

/** The installed packages and what they depend on, each by its directory. */
async function packageDirectories(): Promise<string[]> {
  const found = new Set<string>();
  const visit = async (name: string, from: string): Promise<void> => {
    const directory = await installed(name, from);
    if (found.has(directory)) return;
    found.add(directory);
    const { dependencies = {} } = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8'));
    for (const dependency of Object.keys(dependencies)) await visit(dependency, directory);
  };
  for (const name of LAYER_PACKAGES) await visit(name, ROOT);
  return [...found].sort();
}

/** The nearest one, as Node looks for it. Throws when there is none. */
async function installed(name: string, from: string): Promise<string> {
  const directory = join(from, 'node_modules', name);
  const isThere = await stat(directory).catch(() => undefined);
  if (isThere) return directory;
  if (from === ROOT) throw new Error(`the package ${name} is not installed; run npm ci`);
  return installed(name, dirname(from));
}

/**
 * Has the layer's packages required when they are imported. Node finds packages outside a module's own folders by
 * `NODE_PATH`, which Lambda points at its layers, and that only for `require`: an import would look beside the bundle.
 */
export const layerPackages: Plugin = {
  name: 'layer-packages',
  setup: ({ onResolve, onLoad }) => {
    const filter = new RegExp(`^(${LAYER_PACKAGES.join('|')})(/.*)?$`);
    onResolve({ filter }, ({ path, kind }) =>
      kind === 'require-call' ? { path, external: true } : { path, namespace: 'layer' },
    );
    onLoad({ filter: /.*/, namespace: 'layer' }, async ({ path }) => ({ contents: await requiring(path) }));
  },
};

/** A module with the names that an import of the package has. */
async function requiring(path: string): Promise<string> {
  const names = Object.keys(await import(path)).filter((name) => name !== 'default');
  return `const it = require('${path}'); export default it; export const { ${names.join(', ')} } = it;`;
}
