#!/usr/bin/env node
// The one file that Node reads as it is: it teaches Node TypeScript and hands over to the command line.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('./cli.ts');
process.exitCode = await main(process.argv.slice(2));

// A probe that did not heed its signal must not keep a finished command from ending.
const LINGER_MS = 1_000;
setTimeout(() => process.exit(), LINGER_MS).unref();
