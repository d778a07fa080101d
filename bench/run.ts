/** `npm run bench -- [--only NAME] [--quick]`: measures, and prints one table for each benchmark. */
import { parseArgs } from 'node:util';
import type { Row } from './benchmark.ts';
import { BENCHMARKS } from './registry.ts';

const { values } = parseArgs({
  options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } },
});

const chosen = Object.entries(BENCHMARKS).filter(([name]) => !values.only || name === values.only);
if (chosen.length === 0) {
  console.error(`there is no benchmark ${values.only}; there are ${Object.keys(BENCHMARKS).join(', ')}`);
  process.exitCode = 2;
}

const figure = ({ value }: Row): string =>
  Number.isNaN(value) ? '-' : value.toLocaleString('en', { maximumSignificantDigits: 4 });

function print(rows: readonly Row[]): void {
  const cells = rows.map((row) => [row.name, figure(row), row.unit, row.ratio ?? '', row.note ?? '']);
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  for (const row of cells)
    console.log(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}

for (const [name, { about, run }] of chosen) {
  console.log(`\n${name}: ${about}`);
  print(await run({ quick: values.quick }));
}
