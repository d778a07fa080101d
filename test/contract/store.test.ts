import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoDbStore } from '../../functions/notify/dynamodb-store.ts';
import type { Store } from '../../functions/notify/store.ts';
import { systemClock } from '../../functions/platform/clock.ts';
import { openArchive } from '../../local/store/open-archive.ts';
import { sqliteStore } from '../../local/store/sqlite-store.ts';
import { hasMoto, onMoto, startMoto } from '../emulator/moto.ts';
import { FakeStore } from '../fakes/store.ts';
import { httpTarget } from '../targets.ts';

/** A store to hold to the contract. */
interface Subject {
  readonly store: Store;
  readonly stop: () => Promise<void>;
}

async function fake(): Promise<Subject> {
  return { store: new FakeStore(), stop: async () => {} };
}

async function inMemory(): Promise<Subject> {
  const store = sqliteStore();
  return { store, stop: async () => store.close() };
}

async function inFile(): Promise<Subject> {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-store-'));
  const store = sqliteStore(join(folder, 'made', 'store.sqlite'));
  return {
    store,
    stop: async () => {
      store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function inArchive(): Promise<Subject> {
  const directory = mkdtempSync(join(tmpdir(), 'vedette-store-'));
  const { notifications: store, close } = openArchive({ directory, clock: systemClock });
  const stop = async () => {
    await close();
    rmSync(directory, { recursive: true });
  };
  return { store, stop };
}

const TABLE = 'vedette-notifications';

async function moto(): Promise<Subject> {
  const emulator = await startMoto();
  Object.assign(process.env, emulator.env);
  const { CreateTableCommand, DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  await new DynamoDBClient().send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'shelf', AttributeType: 'S' },
        { AttributeName: 'id', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'shelf', KeyType: 'HASH' },
        { AttributeName: 'id', KeyType: 'RANGE' },
      ],
    }),
  );
  // The emulator can take longer than a table in the same region.
  return {
    store: dynamoDbStore(TABLE, { requestHandler: { requestTimeout: 20_000 } }),
    stop: emulator.stop,
  };
}

function contract(start: () => Promise<Subject>): void {
  let subject: Subject;
  beforeAll(async () => {
    subject = await start();
  }, 40_000);
  afterAll(async () => subject?.stop());

  test('what nobody has put is not there', async () => {
    expect(await subject.store.get('lanes', 'nobody')).toBeUndefined();
    expect(await subject.store.list('notices/nobody')).toEqual([]);
  });

  test('what was put is there, with versions that count from 1', async () => {
    const { store } = subject;
    expect(await store.put('incidents', 'a#1', { text: 'ü\u0000"', list: [1, null] }, { version: 0 })).toBe(
      true,
    );
    expect(await store.get('incidents', 'a#1')).toEqual({
      id: 'a#1',
      version: 1,
      value: { text: 'ü\u0000"', list: [1, null] },
    });
    expect(await store.put('incidents', 'a#1', 'two', { version: 1, expiresAt: 4e12 })).toBe(true);
    expect(await store.get('incidents', 'a#1')).toEqual({ id: 'a#1', version: 2, value: 'two' });
  });

  test('a shelf is listed in the order of ids, and holds nothing of another one', async () => {
    const { store } = subject;
    for (const id of ['b', 'a', 'c']) await store.put('notices/slack', id, { id }, { version: 0 });
    await store.put('notices/slack-2', 'z', {}, { version: 0 });
    expect((await store.list('notices/slack')).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  test('a write of who has not seen the latest version changes nothing', async () => {
    const { store } = subject;
    await store.put('lanes', 'busy', 1, { version: 0 });
    expect(await store.put('lanes', 'busy', 'again', { version: 0 })).toBe(false);
    expect(await store.put('lanes', 'busy', 'ahead', { version: 2 })).toBe(false);
    expect(await store.put('lanes', 'absent', 'never there', { version: 3 })).toBe(false);
    expect(await store.get('lanes', 'busy')).toEqual({ id: 'busy', version: 1, value: 1 });
    expect(await store.get('lanes', 'absent')).toBeUndefined();
  });

  test('of many writers at once one wins, also when all write the same', async () => {
    const { store } = subject;
    const writes = Array.from({ length: 20 }, () => store.put('lanes', 'race', 'same', { version: 0 }));
    expect((await Promise.all(writes)).filter(Boolean)).toHaveLength(1);
  });

  test('only who has seen the latest version removes it; what is gone is gone', async () => {
    const { store } = subject;
    await store.put('lanes', 'old', 1, { version: 0 });
    await store.put('lanes', 'old', 2, { version: 1 });
    expect(await store.remove('lanes', 'old', 1)).toBe(false);
    expect(await store.get('lanes', 'old')).toMatchObject({ value: 2 });
    expect(await store.remove('lanes', 'old', 2)).toBe(true);
    expect(await store.remove('lanes', 'old', 2)).toBe(true);
    expect(await store.put('lanes', 'old', 'new', { version: 0 })).toBe(true);
  });

  test('the digest of a storm of 10,000 alarms is kept whole', async () => {
    const { store } = subject;
    const entries = Array.from({ length: 10_000 }, (_, index) => ({
      key: `vedette/check-number-${index}/failed`,
      id: `${index.toString(36)}-mwqcvpc5`,
      state: 'firing',
    }));
    await store.put('notices/storm', 'digest', { entries }, { version: 0 });
    expect(await store.list('notices/storm')).toEqual([{ id: 'digest', version: 1, value: { entries } }]);
  });

  test('a shelf that is larger than one answer comes whole', async () => {
    const { store } = subject;
    const value = 'x'.repeat(60_000);
    const ids = Array.from({ length: 40 }, (_, index) => `large-${String(index).padStart(2, '0')}`);
    for (const id of ids) await store.put('history/large', id, value, { version: 0 });
    expect((await store.list('history/large')).map(({ id }) => id)).toEqual(ids);
  }, 30_000);
}

describe('the fake', () => contract(fake));
describe('SQLite in memory', () => contract(inMemory));
describe('SQLite in a file', () => contract(inFile));
describe('the archive of one machine', () => contract(inArchive));
describe.skipIf(!hasMoto)(onMoto('DynamoDB on moto, through the real client'), () => contract(moto));

/** Passes requests on, and can do so without passing the answer back. */
async function proxyTo(endpoint: string): Promise<{ url: string; lose: (answers: number) => void }> {
  let losing = 0;
  const { url } = await httpTarget(async (request, response) => {
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
    const body = Buffer.concat(await request.toArray());
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body,
    });
    if (losing-- > 0) return void response.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  return {
    url,
    lose: (answers) => {
      losing = answers;
    },
  };
}

describe.skipIf(!hasMoto)(onMoto('DynamoDB on moto, when an answer is lost'), () => {
  test('a write that had its effect is known for our own, and another one is not', async () => {
    const { stop } = await moto();
    const proxy = await proxyTo(process.env.AWS_ENDPOINT_URL ?? '');
    const store = dynamoDbStore(TABLE, { endpoint: proxy.url });
    proxy.lose(1);
    expect(await store.put('lanes', 'ours', 'same', { version: 0 })).toBe(true);
    proxy.lose(1);
    expect(await store.put('lanes', 'ours', 'same', { version: 0 })).toBe(false);
    proxy.lose(1);
    expect(await store.remove('lanes', 'ours', 1)).toBe(true);
    expect(await store.get('lanes', 'ours')).toBeUndefined();
    await stop();
  }, 60_000);
});

describe('SQLite in a file, when its process is killed', () => {
  const script = (file: string) => `
    import { sqliteStore } from ${JSON.stringify(new URL('../../local/store/sqlite-store.ts', import.meta.url).href)};
    const store = sqliteStore(${JSON.stringify(file)});
    for (let index = (await store.list('incidents')).length; ; index++) {
      await store.put('incidents', String(index), { index }, { version: 0 });
      process.stdout.write(index + '\\n');
    }
  `;

  test('loses nothing that it has acknowledged, and can be opened again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vedette-killed-'));
    const file = join(folder, 'store.sqlite');
    for (let round = 1; round <= 3; round++) {
      const args = ['--import', 'tsx', '--input-type=module', '--eval', script(file)];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      let written = '';
      for await (const chunk of child.stdout) {
        written += chunk;
        if (written.split('\n').length > 20 * round) child.kill('SIGKILL');
      }
      if (child.signalCode === null) await once(child, 'exit');
      const acknowledged = Number(written.trim().split('\n').at(-1)) + 1;
      const store = sqliteStore(file);
      const kept = await store.list<{ index: number }>('incidents');
      store.close();
      expect(child.signalCode).toBe('SIGKILL');
      expect(kept.length).toBeGreaterThanOrEqual(acknowledged);
      expect(acknowledged).toBeGreaterThanOrEqual(20 * round);
      expect(kept.every(({ id, value }) => String(value.index) === id)).toBe(true);
    }
    rmSync(folder, { recursive: true });
  }, 60_000);
});
