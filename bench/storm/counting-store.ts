import { gzipSync } from 'node:zlib';
import type { Store } from '../../functions/notify/store.ts';
import type { StoreUse } from './contender.ts';

/** DynamoDB on demand: a unit writes 1 KB, or reads 4 KB as they are now (Developer Guide, "Read and write requests"). */
const WRITE_UNIT = 1_024;
const READ_UNIT = 4_096;

/** The keys, the version and the names of an item's attributes. */
const ITEM_BYTES = 150;

/** Longer values are zipped: functions/notify/dynamodb-store.ts. */
const MAX_PLAIN_BYTES = 65_536;

const bytesOf = (value: unknown): number => {
  const json = JSON.stringify(value);
  return ITEM_BYTES + (json.length > MAX_PLAIN_BYTES ? gzipSync(json).length : Buffer.byteLength(json));
};

const units = (bytes: number, unit: number): number => Math.max(1, Math.ceil(bytes / unit));

/** A store, and what DynamoDB would count for what is asked of it. */
export function countingStore(store: Store): { readonly store: Store; readonly use: () => StoreUse } {
  const use = { reads: 0, writes: 0, readUnits: 0, writeUnits: 0 };
  const read = (bytes: number) => {
    use.reads++;
    use.readUnits += units(bytes, READ_UNIT);
  };
  const write = (bytes: number) => {
    use.writes++;
    use.writeUnits += units(bytes, WRITE_UNIT);
  };
  const counting: Store = {
    list: async <Value>(shelf: Parameters<Store['list']>[0]) => {
      const found = await store.list<Value>(shelf);
      read(found.reduce((sum, { value }) => sum + bytesOf(value), 0));
      return found;
    },
    get: async <Value>(shelf: Parameters<Store['get']>[0], id: string) => {
      const found = await store.get<Value>(shelf, id);
      read(found ? bytesOf(found.value) : 0);
      return found;
    },
    put: async (shelf, id, value, options) => {
      write(bytesOf(value));
      return store.put(shelf, id, value, options);
    },
    remove: async (shelf, id, version) => {
      write(0);
      return store.remove(shelf, id, version);
    },
  };
  return { store: counting, use: () => ({ ...use }) };
}
