import { metricsOf } from '../../../model/check-metrics.ts';
import { LOCAL } from '../../../model/location.ts';
import { definitionOf, keyOf, type Metric } from '../../../model/metric.ts';
import { RETENTION, type StepSeconds } from '../../store/archive.ts';
import { type Answer, json, Refusal } from '../answer.ts';
import { readParameters, text, time, word } from '../parameters.ts';
import type { Call } from '../route.ts';
import { findCheck } from './checks.ts';

const HOUR_MS = 3_600_000;

/** A day of minutes: more than a chart has pixels for. */
const MAX_POINTS = 1_440;

const STEPS = ['60', '300', '3600'] as const;

const READERS = {
  metric: text,
  from: time,
  to: time,
  step: word(STEPS),
  location: text,
};

/** One metric of a check over time. */
export function series({ server, name, query }: Call): Answer {
  const check = findCheck(server, name);
  const asked = readParameters(query, READERS);
  const metric = publishedBy(metricsOf(check), asked.metric ?? 'duration');
  const to = asked.to ?? server.now();
  const from = asked.from ?? to - HOUR_MS;
  const stepSeconds = stepOf(from, to, asked.step);
  const location = asked.location ?? server.watched.latest().get(name)?.location ?? LOCAL;
  const dimensions = { Check: name, Location: location };
  const points = server.watched.archive.series({ metric, dimensions, from, to, stepSeconds });
  const { unit } = definitionOf(metric);
  return json(200, { metric: keyOf(metric), unit, location, from, to, stepSeconds, points });
}

function publishedBy(metrics: readonly Metric[], asked: string): Metric {
  const found = metrics.find((metric) => keyOf(metric) === asked);
  if (found) return found;
  throw new Refusal(400, `this check does not publish ${asked}; it has ${metrics.map(keyOf).join(', ')}`);
}

/** As asked, or the finest with so few points. */
function stepOf(from: number, to: number, asked: string | undefined): StepSeconds {
  if (to <= from) throw new Refusal(400, 'to is not after from');
  const seconds = (to - from) / 1_000;
  const fits = RETENTION.find(({ stepSeconds }) =>
    asked === undefined ? seconds / stepSeconds <= MAX_POINTS : stepSeconds === Number(asked),
  );
  if (fits && seconds / fits.stepSeconds <= MAX_POINTS) return fits.stepSeconds;
  throw new Refusal(
    400,
    `from and to are more than ${MAX_POINTS} steps apart; ask for less, or for a longer step`,
  );
}
