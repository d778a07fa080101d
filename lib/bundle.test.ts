import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { bundle, bundleHandler, HANDLERS } from './bundle.ts';
import type { KindLanes } from './lane-probes.ts';

const root = mkdtempSync(join(tmpdir(), 'vedette-bundle-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Sources = { readonly from: string; readonly to: string; readonly kinds: KindLanes };

/** Handlers that import what ours do: something lazily, and a CommonJS package that asks for `require`. */
function sources(name: string): Sources {
  const from = join(root, name, 'handlers');
  mkdirSync(from, { recursive: true });
  writeFileSync(
    join(from, 'lazy.ts'),
    `export const lazily = (text: string): string => text.toUpperCase();\n`,
  );
  writeFileSync(
    join(from, 'common.cjs'),
    `const { EOL } = require('node:os');\nexports.eol = () => EOL.length;\n`,
  );
  for (const handler of HANDLERS) {
    writeFileSync(
      join(from, `${handler}.ts`),
      `import common from './common.cjs';
export async function handler(): Promise<string> {
  const { lazily } = await import('./lazy.ts');
  return lazily(\`${handler} \${common.eol()}\`);
}
`,
    );
  }
  return { from, to: join(root, name, 'build'), kinds: {} };
}

test('every handler runs alone, wherever its directory is put', async () => {
  const assets = await bundle(sources('alone'));
  const answers = HANDLERS.map((name) => {
    const elsewhere = join(root, 'elsewhere', name);
    cpSync(assets[name], elsewhere, { recursive: true });
    const script = `import('${elsewhere}/index.mjs').then((m) => m.handler()).then(console.log)`;
    return execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim();
  });
  expect(answers).toEqual(HANDLERS.map((name) => `${name.toUpperCase()} 1`));
});

test('what is imported lazily is a file of its own', async () => {
  const { probe } = await bundle(sources('lazy'));
  expect(readFileSync(join(probe, 'index.mjs'), 'utf8')).not.toContain('toUpperCase');
  expect(readdirSync(probe).filter((name) => name.startsWith('lazy-'))).toHaveLength(1);
});

test("Node's modules and the engine for patterns are there when they are used, and not before", async () => {
  const options = sources('late');
  writeFileSync(
    join(options.from, 'probe.ts'),
    `import { createHash } from 'node:crypto';
import { Agent } from 'node:http';
import { connect } from 'node:http2';
import * as zlib from 'node:zlib';
import { RE2JS } from 're2js';
const early = ['http2', 'zlib'].filter((name) => process.moduleLoadList.includes(\`NativeModule \${name}\`));
export const handler = async () =>
  [
    early.length,
    createHash('sha256').update('').digest('hex').slice(0, 4),
    typeof Agent,
    typeof connect,
    typeof zlib.gunzipSync,
    RE2JS.compile('b+').matcher('abbc').find(),
  ].join(' ');
`,
  );
  const { probe } = await bundle(options);
  const main = join(options.to, 'main.mjs');
  writeFileSync(main, `import('${probe}/index.mjs').then((m) => m.handler()).then(console.log)`);
  const answer = execFileSync(process.execPath, [main], { encoding: 'utf8' }).trim();
  expect(answer).toBe('0 e3b0 function function function true');
  expect(readFileSync(join(probe, 'index.mjs'), 'utf8')).not.toContain('LOOKBEHIND');
});

test('the same sources give the same files, and nothing of an earlier build stays', async () => {
  const options = sources('again');
  const { probe } = await bundle(options);
  const first = readdirSync(probe);
  writeFileSync(join(probe, 'chunk-OLD.mjs'), 'left behind');
  await bundle(options);
  expect(readdirSync(probe)).toEqual(first);
});

test('a handler that is not there is named', async () => {
  const options = sources('missing');
  rmSync(join(options.from, 'probe.ts'));
  await expect(bundleHandler('probe', options)).rejects.toThrow(/probe\.ts/);
});
