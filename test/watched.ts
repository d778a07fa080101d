import type { AlarmChangeKept } from '../local/store/archive.ts';
import type { TwinEvent, Watched } from '../local/twin/watch.ts';
import type { Alarm } from '../model/alarm/alarm.ts';
import type { Check } from '../model/check.ts';
import { datumsOf } from '../model/check-metrics.ts';
import type { Datum } from '../model/metric.ts';
import type { Attempt, Result } from '../model/result.ts';
import type { Reach } from '../model/route/route.ts';
import { FakeArchive } from './fakes/archive.ts';

/** 2026-11-21 12:00:00 UTC. */
export const NOON = Date.UTC(2026, 10, 21, 12);

export interface WatchedOptions {
  readonly checks?: readonly Check[];
  readonly alarms?: readonly Alarm[];
  readonly reach?: readonly Reach[];
}

/** A twin that does what the test says, on an archive in memory. */
export class FakeTwin implements Watched {
  readonly archive = new FakeArchive();
  readonly startedAt = NOON;
  wrong: string | undefined;
  readonly #options: WatchedOptions;
  readonly #latest = new Map<string, Result>();
  readonly #listeners = new Set<(event: TwinEvent) => void>();

  constructor(options: WatchedOptions = {}) {
    this.#options = options;
  }

  checks = (): readonly Check[] => this.#options.checks ?? [];
  alarms = (): readonly Alarm[] => this.#options.alarms ?? [];
  reach = (): readonly Reach[] => this.#options.reach ?? [];
  latest = (): ReadonlyMap<string, Result> => this.#latest;
  nextDue = (check: string): number | undefined =>
    this.checks().find(({ id, enabled }) => id === check && enabled) && NOON + 10_000;
  problem = (): string | undefined => this.wrong;

  follow: Watched['follow'] = (listener) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  get followers(): number {
    return this.#listeners.size;
  }

  tell(event: TwinEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** A result, as the twin takes one. */
  async take(result: Result): Promise<void> {
    const check = this.checks().find(({ id }) => id === result.check);
    const datums: readonly Datum[] = check ? datumsOf(check, result) : [];
    this.#latest.set(result.check, result);
    await this.archive.record([result], datums);
    this.tell({ type: 'result', result });
  }

  async change(change: AlarmChangeKept): Promise<void> {
    await this.archive.putAlarmChange(change);
    this.tell({ type: 'alarm', change });
  }
}

/** A result of a check, with one attempt, that was due at noon. */
export function resultOf(check: Check, changes: Partial<Attempt> & { readonly at?: number } = {}): Result {
  const { at = NOON, ...rest } = changes;
  const time = new Date(at).toISOString();
  const attempt: Attempt = {
    startedAt: time,
    state: 'passed',
    message: 'everything held',
    phases: { dns: 1, connect: 2, tls: 3, ttfb: 4, transfer: 5, total: 15 },
    lag: 0,
    assertions: [],
    measurements: {},
    ...rest,
  };
  const { state, reason, message, phases, lag } = attempt;
  return {
    check: check.id,
    kind: check.kind,
    target: check.target,
    location: 'local',
    scheduledAt: time,
    startedAt: time,
    state,
    ...(reason && { reason }),
    message,
    phases,
    lag,
    attempts: [attempt],
    labels: check.labels,
    ...(check.runbook && { runbook: check.runbook }),
  };
}
