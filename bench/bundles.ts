import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleHandler, HANDLERS, type HandlerName } from '../lib/bundle.ts';
import { footprintOf, MAX_START_BYTES } from '../lib/footprint.ts';
import { kinds } from '../probes/kinds.ts';
import type { Benchmark, Row } from './benchmark.ts';

const KB = 1_000;

export const bundles: Benchmark = {
  about: "the handlers' assets, minified",
  run: async () => {
    const to = await mkdtemp(join(tmpdir(), 'vedette-bench-'));
    try {
      return (await Promise.all(HANDLERS.map((name) => rowsOf(name, to)))).flat();
    } finally {
      await rm(to, { recursive: true });
    }
  },
};

async function rowsOf(name: HandlerName, to: string): Promise<Row[]> {
  const { directory, metafile } = await bundleHandler(name, { to, kinds });
  const { start, total, files } = footprintOf(metafile);
  const contents = await Promise.all(
    (await readdir(directory)).map((file) => readFile(join(directory, file))),
  );
  const gzip = contents.reduce((sum, file) => sum + gzipSync(file).length, 0);
  return [
    { name: `${name}, read at start`, value: start / KB, unit: 'KB', ratio: `limit ${MAX_START_BYTES / KB}` },
    { name: `${name}, whole`, value: total / KB, unit: 'KB', note: `${kb(gzip)} gzip, ${files} files` },
  ];
}

const kb = (bytes: number) => `${(bytes / KB).toFixed(0)} KB`;
