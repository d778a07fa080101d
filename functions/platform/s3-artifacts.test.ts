import { expect, test } from 'vitest';
import { http } from '../../probes/http/check.ts';
import { checksOf } from '../../test/checks.ts';
import { virtualClock } from '../../test/fakes/clock.ts';
import type { S3Port } from './s3.ts';
import { s3Artifacts } from './s3-artifacts.ts';

const [check] = checksOf(http('checkout', { url: 'https://example.com/' }));
if (!check) throw new Error('no check');

const startedAt = Date.parse('2026-11-26T03:00:12.345Z');
const picture = { name: 'failed.png', type: 'image/png', bytes: new Uint8Array([137, 80, 78, 71]) };

test('a file is kept in the folder of its attempt, and says where', async () => {
  const put: unknown[] = [];
  const s3: S3Port = { putObject: async (input) => void put.push(input) };
  const kept = await s3Artifacts({ s3, bucket: 'evidence', clock: virtualClock() })(check, startedAt).keep(
    picture,
  );
  const key = 'checkout/2026-11-26T03-00-12.345Z/failed.png';
  expect(put).toEqual([{ Bucket: 'evidence', Key: key, Body: picture.bytes, ContentType: 'image/png' }]);
  expect(kept).toEqual({ name: 'failed.png', type: 'image/png', bytes: 4, key: `s3://evidence/${key}` });
});

test('what S3 does not take says why, and nothing throws', async () => {
  const putObject = async () => {
    throw Object.assign(new Error('who asked, and for what'), { name: 'AccessDenied' });
  };
  const { keep } = s3Artifacts({ s3: { putObject }, bucket: 'evidence', clock: virtualClock() })(
    check,
    startedAt,
  );
  const kept = { name: 'failed.png', type: 'image/png', bytes: 4 };
  expect(await keep(picture)).toEqual({ ...kept, key: '', problem: 'S3: AccessDenied' });
});

test('an S3 that hangs is waited for once, however many files there are', async () => {
  const clock = virtualClock();
  const began = clock.now();
  const putObject = () => new Promise<never>(() => {});
  const { keep } = s3Artifacts({ s3: { putObject }, bucket: 'evidence', clock })(check, startedAt);
  const kept = await Promise.all([keep(picture), keep({ ...picture, name: 'trace.zip' })]);
  for (const file of kept) expect(file).toMatchObject({ key: '', problem: 'S3: no answer within 1.3s' });
  expect(clock.now() - began).toBe(1_300);
});
