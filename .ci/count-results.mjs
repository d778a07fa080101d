// Holds what `npm start` printed: results of each example check, every line a JSON object, all up. What was under way when
// it was told to stop is `aborted`, as it should be.
import { readFileSync } from 'node:fs';

const results = readFileSync(process.argv[2], 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
const checks = new Set(results.map(({ check }) => check));
const bad = results.filter(
  ({ state, reason }) => state !== 'passed' && state !== 'degraded' && reason !== 'aborted',
);
for (const { check, state, message } of bad) console.error(`${check} ${state}: ${message}`);
console.log(`${results.length} results of ${checks.size} checks, ${bad.length} not up`);
process.exit(checks.size >= 16 && bad.length === 0 ? 0 : 1);
