import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exceptionsOf } from './exceptions-of.ts';
import { EXCHANGE_RULES } from './registry.ts';
import { tableText } from './table-text.ts';

/** Writes the table of each exchange anew: `node --import tsx calendars/generate.ts`. */
const folder = join(import.meta.dirname, '../model/session/days');
for (const [code, rule] of Object.entries(EXCHANGE_RULES))
  writeFileSync(join(folder, `${code.toLowerCase()}.ts`), tableText(code, exceptionsOf(rule)));
execFileSync('npx', ['biome', 'format', '--write', folder], { stdio: 'inherit' });
