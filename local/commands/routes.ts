import type { Alarm } from '../../model/alarm/alarm.ts';
import type { Check } from '../../model/check.ts';
import { formatMs } from '../../model/duration.ts';
import { suggest } from '../../model/finding.ts';
import { matchesAll } from '../../model/route/matcher.ts';
import type { Reach, Silence } from '../../model/route/route.ts';
import { tableLines } from '../display/text.ts';
import { type LoadedProject, loadProject } from '../project.ts';
import { UsageError } from '../usage-error.ts';

export interface RoutesOptions {
  readonly checks?: string;
  /** A check's id. @default every alarm, those on Vedette itself too */
  readonly check?: string;
  readonly json?: boolean;
}

/** That a receiver is told, and whether by Vedette; CloudWatch alone knows neither a wait nor a reminder. */
interface Reached extends Reach {
  readonly isSent: boolean;
}

/** An alarm with who is told of it. */
interface Told {
  readonly alarm: Alarm;
  readonly reaches: readonly Reached[];
  /** The silences that it is under when they are. */
  readonly silences: readonly Silence[];
}

/** Prints who is told what. */
export async function routes({ check, checks: file, json }: RoutesOptions): Promise<number> {
  const loaded = await loadProject(file);
  if (check !== undefined) assertKnown(check, loaded.checks);
  const told = toldOf(loaded).filter(({ alarm }) => check === undefined || alarm.check === check);
  const lines = json ? told.map((one) => JSON.stringify(asJson(one))) : table(told);
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  return 0;
}

function assertKnown(id: string, checks: readonly Check[]): void {
  const ids = checks.map((check) => check.id);
  if (ids.includes(id)) return;
  throw new UsageError(`there is no check ${JSON.stringify(id)}; ${suggest(id, ids)}`);
}

function toldOf({ alarms, routing, receivers, project: { silences = [] } }: LoadedProject): Told[] {
  const sent = new Set(receivers.filter(({ isSent }) => isSent).map(({ name }) => name));
  return alarms
    .filter(({ isTold }) => isTold)
    .map((alarm) => ({
      alarm,
      reaches: routing.reach(alarm.labels).map((reach) => ({ ...reach, isSent: sent.has(reach.receiver) })),
      silences: silences.filter(({ match }) => matchesAll(match, alarm.labels)),
    }));
}

const asJson = ({ alarm: { name, check, labels }, reaches, silences }: Told) => ({
  alarm: name,
  check,
  labels,
  receivers: reaches,
  silences: silences.map(({ match: _, ...silence }) => silence),
});

const TITLES = ['ALARM', 'SEVERITY', 'RECEIVER', 'AFTER', 'GROUP WAIT', 'REPEAT', 'SILENCES'];

/** A line for each receiver of an alarm; what is the alarm's stands on the first. */
function table(told: readonly Told[]): string[] {
  return tableLines([TITLES, ...told.flatMap(rowsOf)]);
}

const rowsOf = ({ alarm, reaches, silences }: Told): string[][] =>
  reaches.map(({ receiver, afterMs, groupWaitMs, repeatMs, isSent }, index) => {
    const isFirst = index === 0;
    return [
      isFirst ? alarm.name : '',
      isFirst ? alarm.severity : '',
      receiver,
      afterMs === 0 ? '' : formatMs(afterMs),
      isSent ? formatMs(groupWaitMs) : 'none',
      isSent ? formatMs(repeatMs) : 'never',
      isFirst ? silences.map(({ name }) => name).join(',') : '',
    ];
  });
