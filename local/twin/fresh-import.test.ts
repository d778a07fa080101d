import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freshImport } from './fresh-import.ts';

let folder: string;
let read: string[];

beforeEach(() => {
  // Within the project: packages are found from there.
  folder = mkdtempSync(join(import.meta.dirname, 'fresh-'));
  mkdirSync(join(folder, 'parts'));
  read = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

const load = async () =>
  (await freshImport((file) => read.push(file.slice(folder.length + 1)))(
    pathToFileURL(join(folder, 'index.ts')).href,
  )) as Record<string, unknown>;

it('a module and its own files are new each time, its packages are not', async () => {
  write('index.ts', `export * from './parts/a.ts'; export { parse } from 'csv-parse/sync';`);
  write('parts/a.ts', `import limits from './limits.json'; export const a: number = limits.most;`);
  write('parts/limits.json', '{ "most": 1 }');
  const first = await load();
  expect(first.a).toBe(1);
  expect(read.sort()).toEqual(['index.ts', 'parts/a.ts', 'parts/limits.json']);
  write('parts/limits.json', '{ "most": 2 }');
  const second = await load();
  expect(second.a).toBe(2);
  expect(second.parse).toBe(first.parse);
});

it('each file knows its own place, and may be written as CommonJS', async () => {
  write('index.ts', `export * from './parts/a.ts'; export const { sep } = require('node:path');`);
  write(
    'parts/b.ts',
    `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); export const eol = require('node:os').EOL;`,
  );
  write(
    'parts/a.ts',
    'export * from "./b.ts"; export const places = [import.meta.url, import.meta.filename, import.meta.dirname];',
  );
  const file = join(folder, 'parts/a.ts');
  expect(await load()).toMatchObject({
    places: [pathToFileURL(file).href, file, join(folder, 'parts')],
    sep: '/',
    eol: '\n',
  });
});

it('a module in a folder that cannot be written is new each time, too', async () => {
  write('index.ts', 'export const a = 1;');
  // What the next bundle would be called is a folder, so that it cannot be written, whoever runs the test.
  for (let next = 0; next < 100; next++) mkdirSync(join(folder, `.vedette-${process.pid}-${next}.mjs`));
  expect((await load()).a).toBe(1);
  write('index.ts', 'export const a = 2;');
  expect((await load()).a).toBe(2);
});

it.each([
  ['that throws', 'throw new Error("no token is set")', 'no token is set'],
  ['that cannot be read', 'export const =', 'index.ts:1:13: ERROR'],
])('of a module %s it says why, and leaves nothing behind', async (_, text, why) => {
  write('index.ts', text);
  await expect(load()).rejects.toThrow(why);
  expect(readdirSync(folder).sort()).toEqual(['index.ts', 'parts']);
});
