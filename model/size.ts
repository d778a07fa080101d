/** An amount of bytes as people write it, in powers of 1,000: `'800B'`, `'250kB'`, `'1.5MB'`. */
export type Size = `${number}${keyof typeof UNIT_BYTES}`;

const UNIT_BYTES = { B: 1, kB: 1_000, MB: 1_000_000 } as const;

const PATTERN = /^(\d+(?:\.\d+)?)(B|kB|MB)$/;

/** Reads a size; `undefined` for anything that is not one. Returns bytes. */
export function parseSize(value: unknown): number | undefined {
  const match = typeof value === 'string' ? PATTERN.exec(value) : null;
  if (!match) return undefined;
  return Number(match[1]) * UNIT_BYTES[match[2] as keyof typeof UNIT_BYTES];
}

/** Writes bytes as a person would read them: `840B`, `12.5kB`, `1.53MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes}B`;
  if (bytes < 1_000_000) return `${Number((bytes / 1_000).toFixed(1))}kB`;
  return `${Number((bytes / 1_000_000).toFixed(2))}MB`;
}
