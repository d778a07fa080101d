/**
 * What Lambda does at a cold start, less its own runtime: loads the asset and hands its handler an event.
 * `node harness.mjs ASSET_DIRECTORY EVENT`; says when the handler has returned.
 */
import { writeSync } from 'node:fs';

const [directory, event] = process.argv.slice(2);
const invokedFunctionArn = `arn:aws:lambda:${process.env.AWS_REGION}:123456789012:function:cold`;
const { handler } = await import(`${directory}/index.mjs`);
await handler(JSON.parse(event), { invokedFunctionArn, getRemainingTimeInMillis: () => 60_000 });
writeSync(1, 'returned');
