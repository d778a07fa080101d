/** Writes batches into an archive until it is killed, and says the number of each one that was acknowledged. */
import { writeSync } from 'node:fs';
import { openArchive } from '../local/store/open-archive.ts';
import { batchNumber, START } from './archive-batches.ts';

const STDOUT = 1;

/** Batches that are on their way at once. */
const AT_ONCE = 4;

const [directory = '', first = '0'] = process.argv.slice(2);
const archive = openArchive({ directory, clock: { now: () => START } });

async function write(number: number): Promise<void> {
  const { results, datums } = batchNumber(number);
  const id = String(number);
  await Promise.all([
    archive.record(results, datums),
    archive.notifications.put('incidents', id, { number }, { version: 0 }),
  ]);
  writeSync(STDOUT, `${number}\n`);
}

for (let number = Number(first); ; number += AT_ONCE) {
  await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => write(number + index)));
  await archive.sweep(START);
}
