import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { picture } from './picture.ts';

const HERE = import.meta.dirname;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
};

export interface Asset {
  readonly type: string;
  readonly body: string;
}

/** What the web front is made of. */
export interface FrontFiles {
  /** Templates by their file's name without `.html`. */
  readonly pages: ReadonlyMap<string, string>;
  /** By their path, such as `/assets/front.css`. */
  readonly assets: ReadonlyMap<string, Asset>;
}

/** Reads the web front once. Rejects with the system's error. */
export async function frontFiles(): Promise<FrontFiles> {
  const [pages, assets] = await Promise.all([textsIn('pages'), textsIn('assets')]);
  const all = [...assets, ['day.svg', picture()] as const];
  return {
    pages: new Map(pages.map(([name, text]) => [name.replace('.html', ''), text])),
    assets: new Map(all.map(([name, body]) => [`/assets/${name}`, { type: typeOf(name), body }])),
  };
}

async function textsIn(folder: string): Promise<(readonly [name: string, text: string])[]> {
  const names = await readdir(join(HERE, folder));
  return Promise.all(names.map(async (name) => [name, await readFile(join(HERE, folder, name), 'utf8')]));
}

const typeOf = (name: string): string => TYPES[extname(name)] ?? 'application/octet-stream';
