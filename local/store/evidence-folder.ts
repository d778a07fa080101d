import { mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactStore } from '../../functions/runner/attempt.ts';

/** Files of evidence on one machine's disk. */
export interface EvidenceFolder {
  readonly store: ArtifactStore;
  /** The bytes of a file by its key; `undefined` when there is none, whatever the key is. */
  readonly read: (key: string) => Promise<Buffer | undefined>;
}

/** Its name in the directory of what is remembered. */
export const EVIDENCE = 'evidence';

/** Attempts of one check whose files are kept; a browser's are about 200 KB. */
const KEPT_ATTEMPTS = 50;

/** A file's name, as in `trace.zip`: no more than these characters, so that it can be no path. */
const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/;

/** A check's id, and a time: as `keyOf` writes them. */
const CHECK = /^(?!\.)[A-Za-z0-9._~!*'()%-]{1,300}$/;
const ATTEMPT = /^\d{8}T\d{9}Z$/;

/** A person looks for the evidence of what is on the page: nothing there is larger. */
const MAX_BYTES = 100_000_000;

/** Keeps files below a directory, which is made when it is needed: those of each check's latest fifty attempts that have any. */
export function evidenceFolder(directory: string): EvidenceFolder {
  return {
    store: ({ id }, startedAt) => ({
      keep: async ({ name, type, bytes }) => {
        if (!NAME.test(name)) throw new Error(`${JSON.stringify(name)} is not a file's name`);
        const [check, attempt] = [folderOf(id), timeOf(startedAt)];
        await mkdir(join(directory, check, attempt), { recursive: true });
        await writeFile(join(directory, check, attempt, name), bytes);
        await forgetOld(join(directory, check));
        return { name, type, bytes: bytes.length, key: `${check}/${attempt}/${name}` };
      },
    }),
    read: (key) => readFile(directory, key),
  };
}

/** `a/b` is `a%2Fb`, and `..` is `%2E%2E`. */
const folderOf = (id: string): string =>
  encodeURIComponent(id).replaceAll(/^\.+/g, (dots) => '%2E'.repeat(dots.length));

/** `20261126T150000123Z`: in the order of time when they are in that of names. */
const timeOf = (at: number): string => new Date(at).toISOString().replaceAll(/[-:.]/g, '');

async function forgetOld(folder: string): Promise<void> {
  const attempts = (await readdir(folder)).filter((name) => ATTEMPT.test(name)).sort();
  const old = attempts.slice(0, -KEPT_ATTEMPTS);
  await Promise.all(old.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

async function readFile(directory: string, key: string): Promise<Buffer | undefined> {
  const [check = '', attempt = '', name = '', ...more] = key.split('/');
  const isKey = CHECK.test(check) && ATTEMPT.test(attempt) && NAME.test(name) && more.length === 0;
  if (!isKey) return undefined;
  const file = await open(join(directory, check, attempt, name)).catch(() => undefined); // forgotten meanwhile
  try {
    const stat = await file?.stat();
    return stat?.isFile() && stat.size <= MAX_BYTES ? await file?.readFile() : undefined;
  } finally {
    await file?.close();
  }
}
