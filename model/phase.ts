/**
 * The phases of an attempt, in milliseconds, in the order they happen. A phase that was not reached is absent.
 * `ttfb` is the time from the request's last byte to the response's first; `total` is the whole attempt.
 * Over redirects each phase is the sum over the hops.
 */
export const PHASES = ['dns', 'connect', 'tls', 'ttfb', 'transfer', 'total'] as const;

export type MeasuredPhase = (typeof PHASES)[number];

export type Phases = { readonly [Name in MeasuredPhase]?: number };

/** The phases that sums are known by: `server` is ttfb; `network` is dns, connect and tls together. */
export const SUMS = { server: ['ttfb'], network: ['dns', 'connect', 'tls'] } as const;

export type Phase = MeasuredPhase | keyof typeof SUMS;

export const PHASE_NAMES: readonly Phase[] = [...PHASES, 'server', 'network'];

/** How long a phase took, in milliseconds; `undefined` when no part of it was reached. */
export function durationOf(phases: Phases, phase: Phase): number | undefined {
  const parts: readonly MeasuredPhase[] =
    phase in SUMS ? SUMS[phase as keyof typeof SUMS] : [phase as MeasuredPhase];
  const reached = parts.map((part) => phases[part]).filter((ms) => ms !== undefined);
  return reached.length === 0 ? undefined : reached.reduce((sum, ms) => sum + ms, 0);
}
