import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundle } from '../lib/bundle.ts';
import type { Benchmark, Row } from './benchmark.ts';

const KIB = 1_024;

export const bundles: Benchmark = {
  about: "the handlers' assets, minified",
  run: async () => {
    const to = await mkdtemp(join(tmpdir(), 'vedette-bench-'));
    try {
      const assets = Object.entries(await bundle({ to }));
      return await Promise.all(assets.map(([name, directory]) => rowOf(name, directory)));
    } finally {
      await rm(to, { recursive: true });
    }
  },
};

async function rowOf(name: string, directory: string): Promise<Row> {
  const files = await readdir(directory);
  const contents = await Promise.all(files.map((file) => readFile(join(directory, file))));
  const kib = (size: (file: Buffer) => number) => contents.reduce((sum, file) => sum + size(file), 0) / KIB;
  const gzip = kib((file) => gzipSync(file).length);
  return {
    name,
    value: kib((file) => file.length),
    unit: 'KiB',
    note: `${gzip.toFixed(0)} KiB gzip, ${files.length} files`,
  };
}
