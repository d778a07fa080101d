// Holds what `npm start` printed: at least one result of each example check, every line a JSON object, all passed.
import { readFileSync } from 'node:fs';

const results = readFileSync(process.argv[2], 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
const checks = new Set(results.map(({ check }) => check));
const bad = results.filter(({ state }) => state !== 'passed' && state !== 'degraded');
console.log(`${results.length} results of ${checks.size} checks, ${bad.length} not up`);
process.exit(checks.size >= 4 && bad.length === 0 ? 0 : 1);
