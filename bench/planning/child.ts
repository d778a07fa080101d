/** Plans one minute in a process of its own, for its memory. */
import { type Plannable, plan } from '../../model/plan.ts';
import { answering } from '../child.ts';

export interface Planned {
  readonly ms: number;
  readonly batches: number;
  readonly runs: number;
  /** Above what the process held with the checks alone. */
  readonly extraMb: number;
  /** The most that the process ever held. */
  readonly peakMb: number;
}

const LOCATION = 'eu-west-1';
const AT = Date.parse('2026-11-21T12:00:00Z') / 1_000;
const KB_PER_MB = 1_024;

const checkNumber = (n: number): Plannable => ({
  id: `team-${n % 97}.check-${n}`,
  everyMs: 60_000,
  timeoutMs: 10_000,
  retry: n % 3 === 0 ? { attempts: 2, after: '1s' } : 'none',
  enabled: true,
  locations: [LOCATION],
  lane: 'light',
});

const peakMb = (): number => process.resourceUsage().maxRSS / KB_PER_MB;

answering(async ({ checks: count }: { checks: number }): Promise<Planned> => {
  const checks = Array.from({ length: count }, (_, n) => checkNumber(n));
  const before = peakMb();
  const began = performance.now();
  const batches = plan({ checks, at: AT, location: LOCATION });
  const ms = performance.now() - began;
  const runs = batches.reduce((sum, batch) => sum + batch.runs.length, 0);
  return { ms, batches: batches.length, runs, extraMb: peakMb() - before, peakMb: peakMb() };
});
