import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundle } from './bundle.ts';

/** All in bytes but `files`. Lambda keeps and uploads `total`; a cold start reads `entry` and what it imports. */
interface Size {
  readonly files: number;
  readonly entry: number;
  readonly total: number;
  readonly gzip: number;
}

async function sizeOf(directory: string): Promise<Size> {
  const names = await readdir(directory);
  const files = await Promise.all(names.map((name) => readFile(join(directory, name))));
  const sum = (size: (file: Buffer) => number) => files.reduce((total, file) => total + size(file), 0);
  return {
    files: files.length,
    entry: files[names.indexOf('index.mjs')]?.length ?? 0,
    total: sum((file) => file.length),
    gzip: sum((file) => gzipSync(file).length),
  };
}

const assets = Object.entries(await bundle());
const sizes = await Promise.all(assets.map(async ([name, directory]) => [name, await sizeOf(directory)]));
console.table(Object.fromEntries(sizes));
