import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { http } from '../../../probes/http/check.ts';
import { checksOf } from '../../../test/checks.ts';
import { serving } from '../../../test/serving.ts';
import { evidenceFolder } from '../../store/evidence-folder.ts';

const PICTURE = { name: 'screenshot.png', type: 'image/png', bytes: Buffer.from([137, 80, 78, 71]) };
const PAGE = { name: 'page.html', type: 'text/html', bytes: Buffer.from('<script>alert(1)</script>') };

const AT = Date.parse('2026-11-26T15:00:00.123Z');

/** A folder on the disk, for one test, and a server that shows what is in it. */
async function kept() {
  const directory = await mkdtemp(join(tmpdir(), 'vedette-evidence-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const folder = evidenceFolder(directory);
  const [check] = checksOf(http('front', { url: 'https://a.example/' }));
  if (!check) throw new Error('there is no check');
  const { get } = await serving({}, { evidence: folder });
  const ask = (key: string) => get(`/api/v1/evidence/${encodeURIComponent(key)}`);
  return { directory, folder, ask, keepAt: (at: number) => folder.store(check, at) };
}

describe('evidence', () => {
  it('a picture is shown', async () => {
    const { keepAt, ask } = await kept();
    const { key } = await keepAt(AT).keep(PICTURE);
    expect(key).toBe('front/20261126T150000123Z/screenshot.png');
    const { status, headers, bytes } = await ask(key);
    expect([status, headers['content-type'], bytes]).toEqual([200, 'image/png', PICTURE.bytes]);
  });

  it('anything else is saved, whatever it says it is', async () => {
    const { keepAt, ask } = await kept();
    const { headers } = await ask((await keepAt(AT).keep(PAGE)).key);
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="page.html"',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
  });

  it.each(['..', 'a/b', '.hidden', 'ü ber'])('a check %j has a folder below, and no other', async (id) => {
    const { folder, ask } = await kept();
    const store = folder.store({ id } as Parameters<typeof folder.store>[0], AT);
    const { key } = await store.keep(PICTURE);
    expect(key.split('/')).toEqual([expect.stringMatching(/^[^.]/), '20261126T150000123Z', 'screenshot.png']);
    expect((await ask(key)).status).toBe(200);
  });

  it.each([
    '../secret.txt',
    'front/../secret.txt',
    'front/20261126T150000123Z/../../secret.txt',
    'front/20261126T150000123Z/..',
    '/etc/passwd',
    'front/20261126T150000123Z/screenshot.png/x',
    'front/20261126T150000123Z/\u0000.png',
    '',
  ])('nothing is read at %j', async (key) => {
    const { directory, keepAt, folder } = await kept();
    await writeFile(join(directory, 'secret.txt'), 'secret');
    await keepAt(AT).keep(PICTURE);
    expect(await folder.read(key)).toBeUndefined();
  });

  it('a name that is a path is refused', async () => {
    const { keepAt } = await kept();
    await expect(keepAt(AT).keep({ ...PICTURE, name: '../a.png' })).rejects.toThrow('is not a file');
  });

  it('the latest fifty attempts are kept', async () => {
    const { keepAt, folder } = await kept();
    const keys: string[] = [];
    for (let n = 0; n < 55; n++) keys.push((await keepAt(AT + n).keep(PICTURE)).key);
    const read = await Promise.all(keys.map((key) => folder.read(key)));
    expect(read.map((bytes) => bytes !== undefined)).toEqual(keys.map((_, index) => index >= 5));
  });
});
