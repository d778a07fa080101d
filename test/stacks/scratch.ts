import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll } from 'vitest';

/** Gone when the test file that imports this is done. */
export const scratch = mkdtempSync(join(tmpdir(), 'vedette-stacks-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The feature flags that `cdk` would hand over. */
const { context } = JSON.parse(readFileSync(join(import.meta.dirname, '../../cdk.json'), 'utf8'));

interface AppOptions {
  /** CDK's own look at every template; slow. @default false */
  readonly validated?: boolean;
}

/** An empty app. One that is not told where to write leaves what it has written in the temporary directory for good. */
export const emptyApp = ({ validated = false }: AppOptions = {}): App =>
  new App({
    outdir: mkdtempSync(join(scratch, 'cdk.out-')),
    context,
    builtinCloudFormationValidation: validated,
  });
