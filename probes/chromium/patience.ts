/** What is asked for, or something else when it does not come in so many milliseconds, or not at all. */
export async function within<Value>(ms: number, asked: Promise<Value>, otherwise: Value): Promise<Value> {
  let value = otherwise;
  const heard = asked.then((given) => {
    value = given;
  });
  await settledWithin(ms, [heard]);
  return value;
}

/** Waits until all of it is over, however it went, but no longer than so many milliseconds. Says whether it is over. */
export async function settledWithin(ms: number, work: readonly Promise<unknown>[]): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  const settled = Promise.allSettled(work).then(() => true);
  return Promise.race([settled, late]).finally(() => clearTimeout(timer));
}
