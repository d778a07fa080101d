import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundle } from './bundle.ts';

interface Size {
  readonly files: number;
  readonly bytes: number;
  readonly gzip: number;
}

/** What Lambda reads at a cold start is `index.mjs` and its static imports; the rest waits until it is asked for. */
async function sizeOf(directory: string): Promise<Size> {
  const names = await readdir(directory);
  const files = await Promise.all(names.map((name) => readFile(join(directory, name))));
  const sum = (size: (file: Buffer) => number) => files.reduce((total, file) => total + size(file), 0);
  return {
    files: files.length,
    bytes: sum((file) => file.length),
    gzip: sum((file) => gzipSync(file).length),
  };
}

const assets = Object.entries(await bundle());
const sizes = await Promise.all(assets.map(async ([name, directory]) => [name, await sizeOf(directory)]));
console.table(Object.fromEntries(sizes));
