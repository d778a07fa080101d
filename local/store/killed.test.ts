import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import type { Result } from '../../model/result.ts';
import { newDirectory, openIn, seriesOf } from '../../test/archive.ts';
import { BATCH_MS, batchNumber, CHECKS, START } from '../../test/archive-batches.ts';
import type { Archive } from './archive.ts';

const KILLS = 50;

/** The longest that a writer writes before it is killed. */
const LONGEST_MS = 100;

/** So many batches are there before, that a writer soon finds enough to pack. */
const WRITTEN_BEFORE = 270;

/** Bundled, since fifty starts of what runs TypeScript from its source would take most of a minute. */
async function bundledWriter(): Promise<string> {
  const directory = newDirectory();
  const outfile = join(directory, 'writer.mjs');
  const entry = resolve(import.meta.dirname, '../../test/archive-writer.ts');
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  });
  symlinkSync(resolve(import.meta.dirname, '../../node_modules'), join(directory, 'node_modules'));
  return outfile;
}

/** Runs a writer, kills it at a time of chance after its first batch, and returns the batches it had acknowledged. */
async function writeAndKill(writer: string, directory: string, first: number): Promise<number[]> {
  const child = spawn(process.execPath, [writer, directory, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    said += chunk;
  });
  await once(child.stdout, 'data');
  await delay(Math.random() * LONGEST_MS);
  child.kill('SIGKILL');
  await ended;
  expect(child.signalCode).toBe('SIGKILL');
  return said.slice(0, said.lastIndexOf('\n')).split('\n').map(Number);
}

async function writeUntilNearlyPacked(directory: string): Promise<number[]> {
  const archive = openIn(directory);
  const numbers = Array.from({ length: WRITTEN_BEFORE }, (_, number) => number);
  await Promise.all(
    numbers.flatMap((number) => {
      const { results, datums } = batchNumber(number);
      const put = archive.notifications.put('incidents', String(number), { number }, { version: 0 });
      return [archive.record(results, datums), put];
    }),
  );
  await archive.close();
  return numbers;
}

/** The batches that are there. Each is there with all of its results, once. */
async function batchesIn({ notifications, results }: Archive): Promise<number[]> {
  const kept = await notifications.list<{ number: number }>('incidents');
  const numbers = kept.map(({ value }) => value.number).sort((a, b) => a - b);
  const written = numbers.flatMap((number) => batchNumber(number).results);
  for (const check of CHECKS) {
    const there = results({ check, limit: 1_000_000 }).toReversed();
    expect(timesOf(there)).toEqual(timesOf(written.filter((result) => result.check === check)));
  }
  return numbers;
}

const timesOf = (results: readonly Result[]) => results.map(({ scheduledAt }) => scheduledAt);

test(`of ${KILLS} writers that are killed at any time, nothing acknowledged is lost, and no half of a batch is there`, async () => {
  const writer = await bundledWriter();
  const directory = newDirectory();
  const acknowledged = await writeUntilNearlyPacked(directory);
  let first = acknowledged.length;
  for (let kill = 0; kill < KILLS; kill++) {
    const written = await writeAndKill(writer, directory, first);
    acknowledged.push(...written);
    first = Math.max(...written) + 10;
  }
  const archive = openIn(directory);
  const there = await batchesIn(archive);
  expect(acknowledged.filter((number) => !there.includes(number))).toEqual([]);
  expect(acknowledged.length).toBeGreaterThan(WRITTEN_BEFORE + KILLS);
  const points = seriesOf(archive, 60, START, START + first * BATCH_MS);
  const { length } = batchNumber(0).datums.filter(({ dimensions }) => dimensions.Check === 'portfolio');
  expect(points.map(({ count }) => count)).toEqual(there.map(() => length));
  expect(points.map(({ max }) => max)).toEqual(there);
  expect(archive.trouble()).toBeUndefined();
}, 240_000);
