/**
 * Stands for Lambda's execution environment: loads a deployed asset once, and answers one event after the other, as
 * a warm function does. `node execution-environment.mjs ASSET_DIRECTORY`, started with an IPC channel.
 */
import { join } from 'node:path';

const TIMEOUT_MS = 150_000;

const { AWS_REGION, AWS_LAMBDA_FUNCTION_NAME } = process.env;
const invokedFunctionArn = `arn:aws:lambda:${AWS_REGION}:123456789012:function:${AWS_LAMBDA_FUNCTION_NAME}`;

const { handler } = await import(join(process.argv[2], 'index.mjs'));

process.on('message', async (event) => {
  const deadline = Date.now() + TIMEOUT_MS;
  const context = { invokedFunctionArn, getRemainingTimeInMillis: () => deadline - Date.now() };
  try {
    process.send({ value: await handler(event, context) });
  } catch (error) {
    process.send({ error: String(error?.stack ?? error) });
  }
});
