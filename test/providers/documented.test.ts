import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as providers from '../../checks/providers/index.ts';

it('every preset is in the table, and no other', () => {
  const document = readFileSync(new URL('../../docs/providers.md', import.meta.url), 'utf8');
  const [, table = ''] = document.split('## What there is');
  const said = [...(table.split('\n## ')[0] ?? '').matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  expect(said.toSorted()).toEqual(Object.keys(providers).sort());
});
