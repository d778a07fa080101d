import type { AlarmEvent } from '../../model/evaluation/evaluator.ts';
import { tableLines } from '../display/text.ts';
import type { Scenario } from './scenario.ts';
import type { Detection, Heard, Simulated } from './simulation.ts';

const iso = (at: number): string => new Date(at).toISOString();

/** One JSON object a line: what happens by time, then what became of each outage. Durations are milliseconds. */
export function asJson({ events, told, detections }: Simulated): string {
  const happened = [...events.map(jsonOfEvent), ...told.map(jsonOfTold)].sort((one, other) =>
    one.at.localeCompare(other.at),
  );
  return [...happened, ...detections.map(jsonOfDetection)].map((one) => `${JSON.stringify(one)}\n`).join('');
}

const jsonOfEvent = ({ at, since, ...rest }: AlarmEvent) => ({
  type: 'alarm',
  at: iso(at),
  since: iso(since),
  ...rest,
});

const jsonOfTold = ({ at, ...rest }: Heard) => ({ type: 'notification', at: iso(at), ...rest });

const jsonOfDetection = ({ check, state, from, until, alarm, receiver, ...found }: Detection) => ({
  type: 'outage',
  check,
  state,
  from: iso(from),
  until: iso(until),
  alarm: alarm ?? null,
  detectedAfterMs: found.detectedAt === undefined ? null : found.detectedAt - from,
  receiver: receiver ?? null,
  notifiedAfterMs: found.notifiedAt === undefined ? null : found.notifiedAt - from,
});

/** For a person: the alarms' states over time, who is told what, and how long it took. */
export function asText(scenario: Scenario, { events, told, detections }: Simulated): string {
  const since = (at: number) => `+${clock(at - scenario.from)}`;
  const states = events
    .filter(({ state, previous }) => state !== previous)
    .map(({ at, alarm, state, reason, actionsSuppressedBy }) => [
      since(at),
      alarm,
      state,
      `${actionsSuppressedBy ? `(held back by ${actionsSuppressedBy}) ` : ''}${reason}`,
    ]);
  const notices = told.map((one) => [since(one.at), one.receiver, one.event, one.alarms.join(', ')]);
  const outages = detections.map((one) => lineOf(one, since));
  return [
    `From ${iso(scenario.from)} on, for ${clock(scenario.until - scenario.from)}`,
    ...block('Alarms', 'no alarm changes its state', states),
    ...block('Told', 'nobody is told anything', notices),
    ...block('Outages', 'there is none', outages),
    '',
  ].join('\n');
}

function block(title: string, none: string, rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return ['', title, `  ${none}`];
  return ['', title, ...tableLines(rows).map((line) => `  ${line}`)];
}

function lineOf(one: Detection, since: (at: number) => string): string[] {
  const { check, state, from, detectedAt, notifiedAt, alarm, receiver } = one;
  const detected =
    detectedAt === undefined ? 'not detected' : `detected after ${clock(detectedAt - from)} by ${alarm}`;
  const told =
    notifiedAt === undefined ? 'nobody told' : `${receiver} told after ${clock(notifiedAt - from)}`;
  return [since(from), check, state, detected, told];
}

/** `7m 30s`, `1h 02m 00s`. */
function clock(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const rest = `${two(Math.floor(seconds / 60) % 60)}m ${two(seconds % 60)}s`;
  return seconds < 3_600 ? rest.replace(/^0/, '') : `${Math.floor(seconds / 3_600)}h ${rest}`;
}
