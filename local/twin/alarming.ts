import type { Delivery } from '../../functions/notify/sender.ts';
import type { Clock } from '../../functions/platform/clock.ts';
import type { Log } from '../../functions/platform/log.ts';
import type { SecretReader } from '../../functions/platform/secrets.ts';
import type { AlarmEvent } from '../../model/evaluation/evaluator.ts';
import type { Datum } from '../../model/metric.ts';
import { type LocalNotifier, localNotifier } from '../notifier/notifier.ts';
import type { LoadedProject } from '../project.ts';
import type { AlarmChangeKept, Archive, InboxEntry } from '../store/archive.ts';
import { AlarmClock, STEP_MS, type Watchlist } from './alarm-clock.ts';
import { localCloudWatch } from './cloudwatch.ts';
import { every } from './every.ts';
import { archiveFacts } from './facts.ts';
import { Pending } from './pending.ts';
import { recallFrom } from './recall.ts';
import type { TwinEvent } from './watch.ts';

export interface AlarmingOptions {
  readonly loaded: LoadedProject;
  readonly archive: Archive;
  readonly clock: Clock;
  readonly secrets: SecretReader;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Where the notifier's own numbers go. */
  readonly publish: (datums: readonly Datum[]) => Promise<void>;
  readonly tell: (event: TwinEvent) => void;
}

/** `reconcile` runs so often, as on AWS. */
const RECONCILE_MS = 60_000;

/** What telling may take once it was stopped. What is not told by then is told after the next start. */
const LAST_WORDS_MS = 8_000;

/** What CloudWatch, SNS and the notifier are on AWS: from datapoints to who is told. */
export class Alarming {
  readonly #options: AlarmingOptions;
  readonly #alarmClock: AlarmClock;
  readonly #notifier: Promise<LocalNotifier>;
  readonly #pending = new Pending();
  #loaded: LoadedProject;

  constructor(options: AlarmingOptions) {
    const { loaded, archive, clock } = options;
    this.#options = options;
    this.#loaded = loaded;
    const before = archive.alarmStates();
    this.#alarmClock = new AlarmClock({ ...this.#watchlist(), before, now: clock.now() });
    this.#notifier = localNotifier({
      ...options,
      store: archive.notifications,
      inbox: (entry) => this.#pending.add(this.#putInbox(entry)),
      onTold: (receiver, delivery) => this.#told(receiver, delivery),
      cloudwatch: localCloudWatch({
        alarms: () => this.#loaded.alarms,
        standingOf: (alarm) => this.#alarmClock.standingOf(alarm),
      }),
      facts: ({ checks }) => archiveFacts({ archive, now: clock.now, checks }),
      sink: {
        deliver: async (datums) => {
          await options.publish(datums);
          return { delivered: datums.length, spooled: 0, lost: 0 };
        },
      },
    });
  }

  begin(): void {
    this.#pending.add(this.#evaluate());
    this.#pending.add(this.#reconcile());
  }

  put(datums: readonly Datum[]): void {
    this.#alarmClock.put(datums);
  }

  /** Goes on with other definitions. */
  async use(loaded: LoadedProject): Promise<void> {
    await (await this.#notifier).use(loaded);
    this.#loaded = loaded;
    this.#alarmClock.use(this.#watchlist(), this.#options.clock.now());
  }

  /** Resolves when what was being told is told, or soon after it was stopped. */
  async isOver(): Promise<void> {
    const lastWords = async () => {
      await this.#pending.isOver();
      await (await this.#notifier).close();
      await this.#pending.isOver();
    };
    const enough = new AbortController();
    const over = lastWords().finally(() => enough.abort());
    await Promise.race([over, this.#options.clock.sleep(LAST_WORDS_MS, enough.signal)]);
  }

  #watchlist(): Watchlist {
    const { checks, alarms, routing } = this.#loaded;
    const { archive } = this.#options;
    return { alarms, silence: routing.silence, recall: recallFrom({ checks, alarms, archive }) };
  }

  #evaluate(): Promise<void> {
    return every(STEP_MS, this.#options, async (now) => {
      const events = this.#alarmClock.advance(now);
      await Promise.all(events.map((event) => this.#take(event)));
    });
  }

  /** At once as well: what the last process could not tell any more is told now. */
  async #reconcile(): Promise<void> {
    const notifier = await this.#notifier;
    await notifier.reconcile();
    await every(RECONCILE_MS, this.#options, notifier.reconcile);
  }

  /** Remembered first: what a killed process did not publish any more, the next one's reconcile finds. */
  async #take({ alarm, state, previous, since, reason, isActing }: AlarmEvent): Promise<void> {
    if (state !== previous) {
      const change: AlarmChangeKept = { alarm, state, at: since, reason };
      await this.#options.archive.putAlarmChange(change);
      this.#options.tell({ type: 'alarm', change });
    }
    if (isActing) (await this.#notifier).publish({ alarm, state, reason, at: since });
  }

  async #putInbox(entry: InboxEntry): Promise<void> {
    await this.#options.archive.putInbox(entry);
    this.#options.tell({ type: 'inbox', entry });
  }

  #told(receiver: string, { event, incidents, at }: Delivery): void {
    const alarms = incidents.map(({ incident }) => incident.alarm);
    this.#options.tell({ type: 'told', receiver, event, alarms, at });
  }
}
