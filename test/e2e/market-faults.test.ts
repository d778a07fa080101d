import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../functions/platform/clock.ts';
import { probeMemory } from '../../functions/platform/memory.ts';
import { type Job, runCheck } from '../../functions/runner/run-check.ts';
import type { FaultName } from '../../local/demo/faults.ts';
import type { Check } from '../../model/check.ts';
import type { Result } from '../../model/result.ts';
import type { CheckOf } from '../../probes/kinds.ts';
import { dialer } from '../../probes/net/dial.ts';
import { exampleChecks } from '../example.ts';
import { MarketDesk } from '../market-desk.ts';
import { runnerPorts } from '../probing.ts';

/** The example's checks of polled market data, against the demo exchange, by a clock that the test moves. */
let desk: MarketDesk;
let checks: ReadonlyMap<string, Check>;

beforeAll(async () => {
  desk = await MarketDesk.open();
  checks = await exampleChecks(desk.exchange.ports);
});
afterEach(() => desk.allWell());
afterAll(() => desk.exchange.close());

const SECOND = 1_000;
const INTERVAL_MS = 10 * SECOND;

/** A process that runs one check again and again, and remembers. */
async function prober(id: string, at: MarketDesk = desk) {
  const check = (at === desk ? checks : await exampleChecks(at.exchange.ports)).get(id);
  if (!check) throw new Error(`no check ${id}`);
  return proberOf(check, at);
}

async function proberOf(check: Check, at: MarketDesk) {
  const ports = {
    ...(await runnerPorts({ memory: probeMemory() })),
    dial: dialer({ extraRoots: [at.exchange.authority] }),
    clock: { ...systemClock, now: () => at.now },
  };
  return (): Promise<Result> => {
    const job: Job = { check, dueAt: at.now, location: 'local' };
    return runCheck(job, ports, new AbortController().signal);
  };
}

/** Runs a check each interval until it says this, and gives the seconds that it took from the fault on. */
async function secondsUntil(
  probe: () => Promise<Result>,
  { reason, state }: Pick<Sight, 'reason' | 'state'>,
  mostSeconds: number,
): Promise<number> {
  const since = desk.now;
  const seen: string[] = [];
  while (desk.now - since <= mostSeconds * SECOND) {
    desk.pass(INTERVAL_MS);
    const result = await probe();
    if (result.reason === reason && result.state === state) return (desk.now - since) / SECOND;
    seen.push(result.reason ?? result.state);
  }
  throw new Error(`${reason} was not told within ${mostSeconds} s, but ${seen.join(', ')}`);
}

interface Sight {
  readonly check: string;
  readonly reason: string;
  readonly state: Result['state'];
  /** Its limit and one interval. */
  readonly withinSeconds: number;
}

const quotes = (reason: string, withinSeconds: number, state: Result['state'] = 'failed'): Sight => ({
  check: 'market-prices',
  reason,
  state,
  withinSeconds,
});

/** Each fault of polled data, with what must be told of it, and by when. */
const SIGHTS: Partial<Record<FaultName, Sight>> = {
  'quotes-freeze-symbol': quotes('data_stale', 5 + 10, 'degraded'),
  'quotes-freeze': quotes('data_stale', 30 + 10),
  'quotes-lag': quotes('pipeline_late', 45 + 30 + 10),
  'quotes-stamp-now': quotes('stamp_of_now', 3 * 10 + 10),
  'quotes-future': quotes('future_stamp', 10),
  'quotes-flat': quotes('flat_line', 3 * 10 + 10),
  'quotes-zero': quotes('price_not_positive', 10),
  'quotes-crossed': quotes('book_crossed', 10),
  'quotes-jump': quotes('price_jump', 10),
  'quotes-sequence-back': quotes('sequence_back', 10),
  'quotes-half': quotes('symbols_missing', 10),
  'quotes-rate-limit': quotes('rate_limited', 10, 'errored'),
  'news-stale': { check: 'news', reason: 'data_stale', state: 'failed', withinSeconds: 60 },
};

describe('each fault of polled market data', () => {
  it.each(Object.entries(SIGHTS))('is told as what it is: %s', { timeout: 30_000 }, async (fault, sight) => {
    const probe = await prober(sight.check);
    expect((await probe()).message).toMatch(/^fresh: /);
    desk.pass(INTERVAL_MS);
    expect((await probe()).state).toBe('passed');
    await desk.switchOn(fault as FaultName);
    const seconds = await secondsUntil(probe, sight, sight.withinSeconds);
    expect(seconds).toBeLessThanOrEqual(sight.withinSeconds);
  });

  it('an end-of-day file that is not there in time', async () => {
    const late = await MarketDesk.open();
    const probe = await prober('end-of-day', late);
    // The desk's clock begins at 12:00 UTC; 18:30 in New York is 23:30 UTC.
    late.pass((11 * 60 + 29) * 60 * SECOND);
    expect((await probe()).state).toBe('passed');
    await late.switchOn('eod-late');
    expect((await probe()).state).toBe('passed');
    late.pass(60 * SECOND + INTERVAL_MS);
    const result = await probe();
    expect([result.state, result.reason]).toEqual(['failed', 'data_stale']);
    expect(result.message).toMatch(/^stale symbols: all 299; \S+ is late by 10s$/);
    await late.exchange.close();
  });
});

it('a closed market with all of these raises nothing', { timeout: 30_000 }, async () => {
  const closed = await MarketDesk.open(() => false);
  // The desk's clock begins on a Wednesday at 12:00 UTC: Sydney has closed.
  for (const fault of Object.keys(SIGHTS).filter((name) => name.startsWith('quotes-')))
    await closed.switchOn(fault as FaultName);
  const check = (await exampleChecks(closed.exchange.ports)).get('market-prices') as CheckOf<'freshness'>;
  const { limits } = check.spec;
  const inSydney = { ...check, spec: { ...check.spec, limits: { ...limits, calendar: 'XASX' } } } as const;
  const probe = await proberOf(inSydney as Check, closed);
  for (let run = 0; run < 6; run++) {
    const result = await probe();
    expect(result).toMatchObject({
      state: 'passed',
      message: expect.stringMatching(/^XASX is closed until /),
    });
    closed.pass(INTERVAL_MS);
  }
  await closed.exchange.close();
});
