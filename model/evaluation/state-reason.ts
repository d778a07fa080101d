import type { MetricAlarm } from '../alarm/alarm.ts';
import type { AlarmState } from './points.ts';

/** A value that an alarm was evaluated on. */
export interface Measured {
  readonly value: number;
  /** When its period began, epoch milliseconds. */
  readonly at: number;
  readonly isBreaching: boolean;
}

interface Judged {
  readonly alarm: Pick<MetricAlarm, 'comparison' | 'threshold' | 'window' | 'missing'>;
  readonly state: Exclude<AlarmState, 'INSUFFICIENT_DATA'>;
  /** The real values that counted, newest first; as many as the window has periods, or fewer. */
  readonly measured: readonly Measured[];
}

const COMPARISONS: Readonly<Record<MetricAlarm['comparison'], string>> = {
  above: 'greater than',
  atLeast: 'greater than or equal to',
  below: 'less than',
};

const TREATED: Readonly<Record<MetricAlarm['missing'], string>> = {
  breaching: 'Breaching',
  notBreaching: 'NonBreaching',
};

/**
 * Why an alarm is in its state, in CloudWatch's own words. Sources: the events in its user guide ("Alarm events and
 * EventBridge") and StateReason texts in public incident reports.
 */
export function stateReason({ alarm, state, measured }: Judged): string {
  const { failures, of } = alarm.window;
  const telling = measured.filter(({ isBreaching }) => isBreaching === (state === 'ALARM'));
  const missing = of - measured.length;
  if (missing > 0)
    return `Threshold Crossed: ${received(alarm, telling, measured)} and ${filled(alarm, missing)}.`;
  const least = state === 'ALARM' ? failures : of - failures + 1;
  const change = state === 'ALARM' ? 'OK -> ALARM' : 'ALARM -> OK';
  const head = `${telling.length} out of the last ${of} datapoints ${listOf(telling)}`;
  return `Threshold Crossed: ${head} ${verdict(alarm, telling)} (minimum ${counted(least)} for ${change} transition).`;
}

function received(
  alarm: Judged['alarm'],
  telling: readonly Measured[],
  measured: readonly Measured[],
): string {
  if (telling.length > 0) return `${counted(telling.length)} ${listOf(telling)} ${verdict(alarm, telling)}`;
  const { of } = alarm.window;
  const what = measured.length === 0 ? 'no datapoints' : counted(measured.length);
  return `${what} ${measured.length === 1 ? 'was' : 'were'} received for ${of} period${of === 1 ? '' : 's'}`;
}

const filled = ({ missing }: Judged['alarm'], count: number): string =>
  `${count} missing datapoint${count === 1 ? ' was' : 's were'} treated as [${TREATED[missing]}]`;

const counted = (count: number): string => `${count} datapoint${count === 1 ? '' : 's'}`;

function verdict({ comparison, threshold }: Judged['alarm'], telling: readonly Measured[]): string {
  const verb = telling.length === 1 ? 'was' : 'were';
  const not = telling[0]?.isBreaching ? '' : 'not ';
  return `${verb} ${not}${COMPARISONS[comparison]} the threshold (${decimal(threshold)})`;
}

const listOf = (telling: readonly Measured[]): string =>
  `[${telling.map(({ value, at }) => `${decimal(value)} (${dayFirst(at)})`).join(', ')}]`;

/** A whole number has a decimal too: CloudWatch's figures are floating-point ones. */
const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** `21/11/26 03:00:00`, UTC. */
function dayFirst(at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T');
  return `${date.slice(2).split('-').reverse().join('/')} ${time.slice(0, 8)}`;
}

/** Why a composite changed: which of its alarms did. CloudWatch names it by its ARN, we by its name. */
export function childReason(child: string, state: AlarmState, at: number): string {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en', { timeZone: 'UTC', ...options }).format(at);
  const day = `${part({ weekday: 'long' })} ${part({ day: '2-digit' })} ${part({ month: 'long' })}, ${part({ year: 'numeric' })}`;
  return `${child} transitioned to ${state} at ${day} ${new Date(at).toISOString().slice(11, 19)} UTC`;
}
