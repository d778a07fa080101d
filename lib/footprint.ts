import type { Metafile } from 'esbuild';

/** What an asset weighs, minified, in bytes. */
export interface Footprint {
  /** Read and run by every cold start: the entry and what it imports, without what is imported lazily. */
  readonly start: number;
  readonly total: number;
  readonly files: number;
}

/** What a cold start may read. measured.md: a whole SDK client beside a whole undici is 828 KiB and triples a start. */
export const MAX_START_BYTES = 600_000;

export function footprintOf({ outputs }: Metafile): Footprint {
  const start = startOf({ outputs } as Metafile);
  const sum = (names: readonly string[]) => names.reduce((all, name) => all + (outputs[name]?.bytes ?? 0), 0);
  const names = Object.keys(outputs);
  return { start: sum(start), total: sum(names), files: names.length };
}

/** The files that are read at start. */
function startOf({ outputs }: Metafile): string[] {
  const read = new Set<string>();
  const visit = (name: string): void => {
    if (read.has(name) || !outputs[name]) return;
    read.add(name);
    for (const { path, kind } of outputs[name].imports) if (kind === 'import-statement') visit(path);
  };
  for (const name of Object.keys(outputs)) if (name.endsWith('/index.mjs')) visit(name);
  return [...read];
}

/** The sources that went into an asset: all of them, or only those of what is read at start. */
export function sourcesIn(metafile: Metafile, part: 'all' | 'start' = 'all'): string[] {
  const names = part === 'all' ? Object.keys(metafile.outputs) : startOf(metafile);
  return names.flatMap((name) => Object.keys(metafile.outputs[name]?.inputs ?? {}));
}
