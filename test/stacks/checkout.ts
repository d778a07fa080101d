import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** What a deployment is made of. */
const SOURCES = ['checks', 'functions', 'lib', 'model', 'probes'];
const FILES = ['cdk.json', 'index.ts', 'package.json', 'tsconfig.json'];

export interface Checkout {
  readonly directory: string;
  readonly remove: () => void;
}

/**
 * A copy of the project to run programs in: what they build is nobody else's, and its `checks/` can be anything.
 * `checks` is the text of its `checks/index.ts`. @default the example's
 */
export function checkout(checks?: string): Checkout {
  const directory = mkdtempSync(join(tmpdir(), 'vedette-checkout-'));
  for (const name of [...SOURCES, ...FILES]) {
    cpSync(join(ROOT, name), join(directory, name), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  if (checks !== undefined) writeFileSync(join(directory, 'checks/index.ts'), checks);
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
