/** The index of the last entry that is not above `value` in an ascending list; -1 when every one is. */
export function lastAtOrBefore(ascending: ArrayLike<number>, value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (Number(ascending[middle]) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
