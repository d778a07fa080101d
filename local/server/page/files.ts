import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';

/** The files of the page by their path, `index.html` or `assets/page.js`. */
export type PageFiles = ReadonlyMap<string, Buffer>;

/** How a file can be sent, the best first. `br` and `gzip` are made once, when they are first asked for. */
export const CODINGS = [{ name: 'br' }, { name: 'gzip' }, { name: 'identity' }] as const;
export type Coding = (typeof CODINGS)[number]['name'];

export interface PageFile {
  readonly type: string;
  /** Whether compressing it gains anything. */
  readonly isText: boolean;
  readonly etag: (coding: Coding) => string;
  readonly bytes: (coding: Coding) => Promise<Buffer>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

const COMPRESS: Readonly<Record<Coding, (bytes: Buffer) => Promise<Buffer>>> = {
  br: promisify<Buffer, Buffer>(brotliCompress),
  gzip: promisify<Buffer, Buffer>(gzip),
  identity: async (bytes) => bytes,
};

/** Reads a folder once. Throws the system's error. */
async function filesIn(folder: string): Promise<PageFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, sep).length));
  const read = paths.map(
    async (path) => [path.replaceAll(sep, '/'), await readFile(join(folder, path))] as const,
  );
  return new Map(await Promise.all(read));
}

/** The page, ready to be sent; by the path of the URL. `/` is `index.html`. Throws the system's error. */
export async function pageOf(page: string | PageFiles): Promise<ReadonlyMap<string, PageFile>> {
  const files = typeof page === 'string' ? await filesIn(page) : page;
  const ready = [...files].map(([path, bytes]) => [`/${path}`, fileOf(path, bytes)] as const);
  const index = ready.find(([path]) => path === '/index.html');
  return new Map(index ? [...ready, ['/', index[1]]] : ready);
}

function fileOf(path: string, bytes: Buffer): PageFile {
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  const made = new Map<Coding, Promise<Buffer>>();
  return {
    type,
    isText: type.includes('charset'),
    etag: (coding) => `"${hash}-${coding}"`,
    bytes: (coding) => {
      const known = made.get(coding) ?? COMPRESS[coding](bytes);
      made.set(coding, known);
      return known;
    },
  };
}
