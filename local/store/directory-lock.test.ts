import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newDirectory, openIn } from '../../test/archive.ts';
import { UsageError } from '../usage-error.ts';
import { lockDirectory } from './directory-lock.ts';

const LOCK = 'vedette.pid';

/** A process that takes the directory, says so, and goes on until it is ended. */
async function holderOf(directory: string) {
  const script = `
    import { lockDirectory } from ${JSON.stringify(new URL('directory-lock.ts', import.meta.url).href)};
    lockDirectory(${JSON.stringify(directory)});
    console.log('taken');
    setInterval(() => {}, 1_000);
  `;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

test('a directory that another process has is refused; when that one was killed, it is free', async () => {
  const directory = newDirectory();
  const holder = await holderOf(directory);
  expect(() => lockDirectory(directory)).toThrow(UsageError);
  expect(() => lockDirectory(directory)).toThrow(
    `${directory} is in use by process ${holder.pid}: stop that one`,
  );
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const unlock = lockDirectory(directory);
  expect(readFileSync(join(directory, LOCK), 'utf8')).toContain(`${process.pid} `);
  unlock();
  expect(readdirSync(directory)).toEqual([]);
});

test.each([
  [
    'of a process that has our own number, before the machine or the container was started again',
    `${process.pid} earlier 1`,
  ],
  ['of a number that no process can have', '99999999 boot 1'],
  ['that says nothing', ''],
])('a lock %s counts for nothing', (_, text) => {
  const directory = newDirectory();
  writeFileSync(join(directory, LOCK), text);
  const unlock = lockDirectory(directory);
  expect(() => lockDirectory(directory)).toThrow(UsageError);
  unlock();
});

test("SQLite's own lock, left behind by a process that was killed, is in nobody's way", async () => {
  const directory = newDirectory();
  mkdirSync(join(directory, 'vedette.sqlite.lock'));
  const archive = openIn(directory);
  expect(archive.trouble()).toBeUndefined();
  await archive.close();
  expect(existsSync(join(directory, LOCK))).toBe(false);
});
