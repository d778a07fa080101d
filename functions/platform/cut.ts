interface Limits<Item> {
  /** Items in a group. */
  readonly count: number;
  /** Bytes in a group. */
  readonly bytes: number;
  readonly sizeOf: (item: Item) => number;
}

/** Cuts items, in order, into the fewest groups that keep both limits. An item over the limit stands alone. */
export function cut<Item>(items: readonly Item[], { count, bytes, sizeOf }: Limits<Item>): Item[][] {
  const groups: Item[][] = [];
  let room = 0;
  for (const item of items) {
    const size = sizeOf(item);
    const group = groups.at(-1);
    if (group && group.length < count && size <= room) group.push(item);
    else {
      groups.push([item]);
      room = bytes;
    }
    room -= size;
  }
  return groups;
}
