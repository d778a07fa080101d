export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** The start of the block of time that holds a time. */
export const startOf = (at: number, lengthMs: number): number => Math.floor(at / lengthMs) * lengthMs;

/** Items by the start of their block. */
export function byBlock<Item>(
  items: readonly Item[],
  lengthMs: number,
  atOf: (item: Item) => number,
): Map<number, Item[]> {
  const blocks = new Map<number, Item[]>();
  for (const item of items) {
    const start = startOf(atOf(item), lengthMs);
    const block = blocks.get(start);
    if (block) block.push(item);
    else blocks.set(start, [item]);
  }
  return blocks;
}
