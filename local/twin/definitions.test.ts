import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followDefinitions, openDefinitions, type Read, readDefinitions } from './definitions.ts';

// Within the project: what a definition is written with is found from there.
const HERE = import.meta.dirname;

let folder: string;
let stop: AbortController;

beforeEach(() => {
  folder = mkdtempSync(join(HERE, 'definitions-'));
  stop = new AbortController();
});
afterEach(() => {
  stop.abort();
  rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

const PROJECT = `
  import { project } from 'vedette';
  import { quote } from './parts/quote.ts';
  export default project({ home: 'eu-west-1', checks: [quote] });
`;

const quote = (id: string, every = '1m') => `
  import { http } from 'vedette';
  export const quote = http('${id}', { url: 'https://a.example/', every: '${every}' });
`;

const idsOf = (read: Read) => read.loaded?.checks.map(({ id }) => id) ?? read.problem;

async function followed() {
  mkdirSync(join(folder, 'parts'));
  write('index.ts', PROJECT);
  write('parts/quote.ts', quote('one'));
  const file = join(folder, 'index.ts');
  const opened = await openDefinitions(file);
  const reads: ReturnType<typeof idsOf>[] = [];
  const onRead = async (read: Read) => void reads.push(idsOf(read));
  followDefinitions({ file, files: opened.files, onRead, signal: stop.signal });
  return { file, opened, reads };
}

const SOON = { timeout: 5_000 };

describe('definitions', () => {
  it('are read anew, with what they import', async () => {
    const { file, opened } = await followed();
    expect(opened.loaded.checks.map(({ id }) => id)).toEqual(['one']);
    expect([...opened.files]).toEqual(expect.arrayContaining([file, join(folder, 'parts/quote.ts')]));
    write('parts/quote.ts', quote('two'));
    expect(idsOf(await readDefinitions(file))).toEqual(['two']);
  });

  it('are read when a file that they import changes, once for several changes at once', async () => {
    const { reads } = await followed();
    write('parts/quote.ts', quote('two'));
    write('index.ts', `${PROJECT}\n`);
    write('parts/quote.ts', quote('three'));
    await expect.poll(() => reads, SOON).toEqual([['three']]);
  });

  it('are read when an editor puts a new file in the place of the old one', async () => {
    const { reads } = await followed();
    write('parts/quote.ts.tmp', quote('two'));
    renameSync(join(folder, 'parts/quote.ts.tmp'), join(folder, 'parts/quote.ts'));
    await expect.poll(() => reads, SOON).toEqual([['two']]);
  });

  it('are not read for a file that they do not import', async () => {
    const { reads } = await followed();
    write('notes.ts', 'export const nothing = 1;');
    await new Promise((wait) => setTimeout(wait, 500));
    expect(reads).toEqual([]);
  });

  it('say in one line what is wrong, and are read again until nothing is', async () => {
    const { reads } = await followed();
    write('parts/quote.ts', quote('one', '1 m'));
    await expect.poll(() => reads.at(-1), SOON).toMatch(/^one: every: "1 m" [^\n]+$/);
    write('parts/quote.ts', 'export const quote =');
    await expect.poll(() => reads.at(-1), SOON).toMatch(/index\.ts cannot be loaded: [^\n]+$/);
    write('parts/quote.ts', `export { quote } from './other.ts';`);
    await expect.poll(() => reads.length, SOON).toBe(3);
    expect(reads.at(-1)).toMatch(/cannot be loaded: [^\n]+Could not resolve "\.\/other\.ts"/);
    write('parts/other.ts', quote('four'));
    await expect.poll(() => reads.at(-1), SOON).toEqual(['four']);
  });
});
