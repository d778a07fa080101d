import type { Kept, Shelf, Store } from '../../functions/notify/store.ts';

/** A store in memory: what it keeps is JSON, so that nobody shares a value with it. */
export class FakeStore implements Store {
  readonly #kept = new Map<string, { version: number; json: string; expiresAt: number | undefined }>();

  list = async <Value>(shelf: Shelf): Promise<Kept<Value>[]> =>
    [...this.#kept.keys()]
      .map((place) => JSON.parse(place) as [Shelf, string])
      .filter(([on]) => on === shelf)
      .map(([, id]) => this.#read<Value>(shelf, id))
      .filter((kept) => kept !== undefined)
      .sort((a, b) => (a.id < b.id ? -1 : 1));

  get = async <Value>(shelf: Shelf, id: string): Promise<Kept<Value> | undefined> =>
    this.#read<Value>(shelf, id);

  put: Store['put'] = async (shelf, id, value, { version, expiresAt }) => {
    if ((this.#read(shelf, id)?.version ?? 0) !== version) return false;
    this.#kept.set(placeOf(shelf, id), { version: version + 1, json: JSON.stringify(value), expiresAt });
    return true;
  };

  remove: Store['remove'] = async (shelf, id, version) => {
    const kept = this.#read(shelf, id);
    if (kept && kept.version !== version) return false;
    this.#kept.delete(placeOf(shelf, id));
    return true;
  };

  #read<Value>(shelf: Shelf, id: string): Kept<Value> | undefined {
    const kept = this.#kept.get(placeOf(shelf, id));
    return kept && { id, version: kept.version, value: JSON.parse(kept.json) as Value };
  }
}

const placeOf = (shelf: Shelf, id: string): string => JSON.stringify([shelf, id]);
