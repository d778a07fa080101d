/** Makes a value when it is first needed and keeps it; a failure is not kept, so the next call tries again. */
export function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let kept: Promise<Value> | undefined;
  return () => {
    kept ??= make().catch((error: unknown) => {
      kept = undefined;
      throw error;
    });
    return kept;
  };
}

/** The same for each key. */
export function onceEach<Key, Value>(make: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const kept = new Map<Key, () => Promise<Value>>();
  return (key) => {
    const get = kept.get(key) ?? once(() => make(key));
    kept.set(key, get);
    return get();
  };
}
