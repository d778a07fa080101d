import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleEntry } from './bundle.ts';
import { browserLayer, MAX_UNZIPPED_BYTES } from './layer.ts';

/** Ninety megabytes are copied on a busy machine. */
const LAY_OUT_MS = 60_000;

const root = mkdtempSync(join(tmpdir(), 'vedette-layer-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const filesOf = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('the layer of the browser', () => {
  let layer = '';
  beforeAll(async () => {
    layer = await browserLayer(join(root, 'layer'));
  }, LAY_OUT_MS);

  test('leaves room below what Lambda unzips', () => {
    const bytes = filesOf(layer).reduce((sum, file) => sum + statSync(file).size, 0);
    expect(bytes).toBeGreaterThan(60_000_000);
    expect(bytes).toBeLessThan(MAX_UNZIPPED_BYTES / 2);
  });

  test('holds no link, and nothing that an earlier one left behind', async () => {
    writeFileSync(join(layer, 'left-behind'), '');
    const before = filesOf(layer).filter((file) => !file.endsWith('left-behind'));
    await browserLayer(layer);
    expect(filesOf(layer)).toEqual(before);
  });

  test('is found by a bundle that is elsewhere, by import and by name', async () => {
    const entry = join(root, 'entry.ts');
    writeFileSync(
      entry,
      `import { createRequire } from 'node:module';
import { devices } from 'playwright-core';
export async function handler() {
  const { default: chromium } = await import('@sparticuz/chromium');
  const { expect } = await import('playwright/test');
  const { resolve } = createRequire(import.meta.url);
  const places = ['@sparticuz/chromium', 'web-vitals'].map((name) => resolve(name));
  return [typeof devices['iPhone 15'], typeof chromium.executablePath, typeof expect, ...places].join(' ');
}
`,
    );
    const asset = join(root, 'asset');
    const { outputs } = await bundleEntry(entry, asset);
    expect(Object.values(outputs).reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(10_000);
    const script = `import('${asset}/index.mjs').then((m) => m.handler()).then(console.log)`;
    const env = { ...process.env, NODE_PATH: join(layer, 'nodejs/node_modules') };
    const answer = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', env, cwd: root });
    expect(answer.trim()).toMatch(
      new RegExp(`^object function function( ${layer}/nodejs/node_modules/\\S+){2}$`),
    );
  });
});
