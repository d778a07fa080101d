import type { Check } from '../../model/check.ts';
import { suggest } from '../../model/finding.ts';
import { LOCAL, locationsOf } from '../../model/location.ts';
import { type Batch, MINUTE_SECONDS, type Plannable, plan as planMinute } from '../../model/plan.ts';
import { loadChecks } from '../project.ts';
import { locally } from '../schedule.ts';
import { UsageError } from '../usage-error.ts';

export interface PlanOptions {
  readonly checks?: string;
  /** Any time of the first minute, epoch milliseconds. */
  readonly at: number;
  /** How many minutes to plan. */
  readonly minutes: number;
  /** One location, or `local` for this machine. @default every location of the checks */
  readonly location?: string;
  readonly json?: boolean;
}

/** Prints what runs when, and in which batch, as the dispatcher would send it out. */
export async function plan(options: PlanOptions): Promise<number> {
  const checks = await loadChecks(options.checks);
  const format = options.json ? asJson : asText;
  for (const location of wantedOf(checks, options.location)) {
    const plannable: readonly Plannable[] = location === LOCAL ? locally(checks) : checks;
    for (let index = 0; index < options.minutes; index++) {
      const at = Math.floor(options.at / 1_000) + index * MINUTE_SECONDS;
      process.stdout.write(planMinute({ checks: plannable, at, location }).map(format).join(''));
    }
  }
  return 0;
}

function wantedOf(checks: readonly Check[], wanted: string | undefined): readonly string[] {
  const used = locationsOf(checks);
  if (wanted === undefined) return used;
  if (wanted === LOCAL || used.includes(wanted)) return [wanted];
  const fix = suggest(wanted, used, `use one of ${[...used, LOCAL].join(', ')}`);
  throw new UsageError(`no check runs at ${JSON.stringify(wanted)}; ${fix}`);
}

const isoOf = (seconds: number): string => new Date(seconds * 1_000).toISOString().replace('.000Z', 'Z');

function asJson({ location, lane, minute, delaySeconds, runs }: Batch): string {
  const told = runs.map(({ check, at }) => ({ check, at: isoOf(at) }));
  return `${JSON.stringify({ location, lane, minute: isoOf(minute), delaySeconds, runs: told })}\n`;
}

function asText({ location, lane, minute, delaySeconds, runs }: Batch): string {
  const batch = lane === 'light' ? 'batch' : `${lane} batch`;
  const head = `${location}  ${isoOf(minute)}  ${batch} after ${delaySeconds}s`;
  const byTime = [...runs].sort((a, b) => a.at - b.at);
  return [head, ...byTime.map(({ check, at }) => `  ${isoOf(at).slice(11, 19)}  ${check}`), ''].join('\n');
}
