/** An amount of bytes as people write it: `'500B'`, `'300kB'`, `'1.5MB'`. A kilobyte is 1,000 bytes, as browsers tell it. */
export type Bytes = `${number}${Unit}`;

type Unit = keyof typeof UNIT_BYTES;

const UNIT_BYTES = { B: 1, kB: 1_000, MB: 1_000_000 } as const;

const PATTERN = /^(\d+(?:\.\d+)?)(B|kB|MB)$/;

/** Reads an amount; `undefined` for anything that is not one. Returns whole bytes. */
export function parseBytes(value: unknown): number | undefined {
  const match = typeof value === 'string' ? PATTERN.exec(value) : null;
  if (!match) return undefined;
  return Math.round(Number(match[1]) * UNIT_BYTES[match[2] as Unit]);
}

/** Writes bytes as a person would read them: `512B`, `48kB`, `1.5MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < UNIT_BYTES.kB) return `${bytes}B`;
  if (bytes < UNIT_BYTES.MB) return `${Number((bytes / UNIT_BYTES.kB).toPrecision(3))}kB`;
  return `${Number((bytes / UNIT_BYTES.MB).toFixed(2))}MB`;
}
