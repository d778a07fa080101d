import type { TimeFormat } from './tick.ts';

const MS: Record<string, number> = { s: 1_000, ms: 1, us: 1e-3, ns: 1e-6 };

export function timeReader(format: TimeFormat): (value: unknown) => number | undefined {
  const factor = typeof format === 'string' ? MS[format] : undefined;
  return (value) => {
    const at = factor === undefined ? Date.parse(String(value)) : Number(value) * factor;
    return Number.isFinite(at) ? at : undefined;
  };
}
