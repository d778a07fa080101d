import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectSignUrl, LINK_SECONDS } from './sign-url.ts';

/** Credentials as Lambda gives them to a function: with a session, which makes the address long. */
const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'ASIAQWERTYUIOPASDFGH',
  AWS_SECRET_ACCESS_KEY: 'not-a-secret',
  AWS_SESSION_TOKEN: 'to/ken+'.repeat(170),
};

const before = { ...process.env };
beforeEach(() => Object.assign(process.env, CREDENTIALS, { AWS_REGION: 'eu-west-1' }));
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
});

const file = {
  region: 'ap-southeast-2',
  bucket: 'vedetteprobe-ap-southeast-2-evidence-1a2b',
  key: 'checkout/2026-11-26T03-00-12.345Z/failed.png',
};

test('an address is good for a night, for one file, in the region where it is', async () => {
  const { origin, pathname, searchParams } = new URL(await connectSignUrl()(file));
  expect(origin + pathname).toBe(`https://s3.ap-southeast-2.amazonaws.com/${file.bucket}/${file.key}`);
  expect(searchParams.get('X-Amz-Expires')).toBe(String(LINK_SECONDS));
  expect(searchParams.get('X-Amz-Credential')).toMatch(/\/ap-southeast-2\/s3\/aws4_request$/);
  expect(searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/);
});

test('an address with a session of 1,200 characters is still short enough for a button in Slack', async () => {
  expect((await connectSignUrl()(file)).length).toBeLessThan(3_000);
});

test('another file has a signature of its own', async () => {
  const sign = connectSignUrl();
  const [one, other] = await Promise.all([sign(file), sign({ ...file, key: 'other.zip' })]);
  expect(new URL(one).searchParams.get('X-Amz-Signature')).not.toBe(
    new URL(other).searchParams.get('X-Amz-Signature'),
  );
});
