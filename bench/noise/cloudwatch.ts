import type { MetricAlarm } from '../../model/alarm/alarm.ts';
import { type AlarmEvent, evaluatorOf } from '../../model/evaluation/evaluator.ts';
import { evaluationSeconds } from '../../model/evaluation/metric-alarm.ts';
import { signalOf } from '../../model/evaluation/signal.ts';
import { Telling, type Told } from '../../model/incident/telling.ts';
import type { Datum } from '../../model/metric.ts';
import { dueWithin } from '../../model/plan.ts';
import { pausesOf, type RetryPolicy } from '../../model/retry.ts';
import type { Routing } from '../../model/route/route.ts';
import { type Contender, MINUTE_MS, type Page } from './contender.ts';
import type { World } from './world.ts';

/** From the end of a probe until CloudWatch's alarms see its datapoint, in milliseconds. */
const PUBLISHING_MS = 2_000;

interface Watching {
  readonly name: string;
  readonly alarms: readonly MetricAlarm[];
  readonly locations: readonly string[];
  readonly retry: RetryPolicy;
  readonly routing: Routing;
}

/** Probes that publish, CloudWatch's alarms over them, and our notifier behind: the code of production on a clock of its own. */
export const onCloudWatch = ({ name, alarms, locations, retry, routing }: Watching): Contender => ({
  name,
  locations: locations.length,
  watch: (world) => {
    const events = eventsOf(world, { alarms, locations, retry });
    return pagesOf(tell(events, alarms, routing), alarms);
  },
});

type Probing = Pick<Watching, 'alarms' | 'locations' | 'retry'>;

function eventsOf(world: World, probing: Probing): AlarmEvent[] {
  const evaluator = evaluatorOf(probing.alarms, { createdAt: world.from });
  const events: AlarmEvent[] = [];
  let coming: Arrival[] = [];
  const stepMs = Math.min(...probing.alarms.map(evaluationSeconds)) * 1_000;
  for (let end = world.from + stepMs; end <= world.until; end += stepMs) {
    const minute = end - stepMs;
    const arrivals = minute % MINUTE_MS === 0 ? [...coming, ...probesIn(minute, world, probing)] : coming;
    evaluator.put(arrivals.filter(({ comes }) => comes < end).map(({ datum }) => datum));
    coming = arrivals.filter(({ comes }) => comes >= end);
    events.push(...evaluator.advance(end));
  }
  return events;
}

interface Arrival {
  readonly comes: number;
  readonly datum: Datum;
}

function probesIn(minute: number, world: World, { alarms, locations, retry }: Probing): Arrival[] {
  const pauses = pausesOf(retry);
  return alarms.flatMap(({ check = '', periodSeconds }, index) =>
    dueWithin({ id: check, everyMs: periodSeconds * 1_000 }, minute / 1_000).flatMap((second) =>
      locations.map((location, place): Arrival => {
        const at = second * 1_000;
        const { isBad, over } = verdict((time) => world.fails(index, place, time), at, pauses);
        const dimensions = { Check: check, Location: location };
        const datum = { metric: 'failed', dimensions, value: Number(isBad), at, resolution: 60 } as const;
        return { comes: over + PUBLISHING_MS, datum };
      }),
    ),
  );
}

/** The last attempt decides. Attempts take no time: what is down refuses at once. */
function verdict(fails: (at: number) => boolean, at: number, pauses: readonly number[]) {
  let over = at;
  let isBad = fails(over);
  for (const pause of pauses) {
    if (!isBad) break;
    over += pause;
    isBad = fails(over);
  }
  return { isBad, over };
}

function tell(events: readonly AlarmEvent[], alarms: readonly MetricAlarm[], routing: Routing): Told[] {
  const known = new Map(alarms.map((alarm) => [alarm.name, alarm]));
  const telling = new Telling({ routing, receivers: ['pagerduty'] });
  const told: Told[] = [];
  for (const event of events) {
    const alarm = known.get(event.alarm);
    if (alarm) told.push(...telling.take([signalOf(alarm, event)], event.at));
  }
  return [...told, ...telling.advance((events.at(-1)?.at ?? 0) + MINUTE_MS)];
}

/** Each incident counts as one page, at the time at which it was first told. */
function pagesOf(told: readonly Told[], alarms: readonly MetricAlarm[]): Page[] {
  const index = new Map(alarms.map(({ name }, at) => [name, at]));
  const pages = new Map<string, Page>();
  for (const { at, incidents } of told) {
    for (const { id, alarm, openedAt } of incidents) {
      if (!pages.has(id)) pages.set(id, { check: index.get(alarm) ?? -1, firedAt: openedAt, at });
    }
  }
  return [...pages.values()];
}
