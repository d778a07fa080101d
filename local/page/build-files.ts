import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildPage } from './build.ts';

/** Where `npm run build` puts the page: any server of static files can take it from there. */
const TO = join(import.meta.dirname, '../../build/page');

const files = await buildPage();
await rm(TO, { recursive: true, force: true });
await mkdir(TO, { recursive: true });
await Promise.all([...files].map(([name, bytes]) => writeFile(join(TO, name), bytes)));
console.table(
  Object.fromEntries(
    [...files].map(([name, bytes]) => [name, { bytes: bytes.length, gzip: gzipSync(bytes).length }]),
  ),
);
