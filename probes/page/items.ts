import { formatMs } from '../../model/duration.ts';
import type { EvidenceItem } from '../../model/result.ts';
import type { MeasuredRun } from './measured.ts';
import { withoutQuery } from './requests.ts';
import { MEASURES, type Measure, UNITS } from './words.ts';

/** How many of each sort are told. */
const MAX_OF_A_SORT = 5;

/** What the last run was made of, the worst of each first; and how each run went, when there were several. */
export function itemsOf(runs: readonly MeasuredRun[]): EvidenceItem[] {
  const last = runs.at(-1);
  if (!last) return [];
  const { readings, asked } = last;
  const most = <One>(all: readonly One[], size: (one: One) => number): One[] =>
    [...all].sort((one, other) => size(other) - size(one)).slice(0, MAX_OF_A_SORT);
  return [
    ...(runs.length > 1 ? runs.map((run, index) => ({ name: `run ${index + 1}`, says: inShort(run) })) : []),
    ...asked
      .filter(({ failure }) => failure !== undefined)
      .slice(0, MAX_OF_A_SORT)
      .map(({ url, failure = '' }) => ({ name: 'failed request', says: `${url}: ${failure}` })),
    ...most(readings.shifts, ({ value }) => value).map(({ value, at, element }) => ({
      name: 'layout shift',
      says: `${UNITS.score.format(value)} at ${formatMs(at)}: ${element}`,
    })),
    ...most(readings.held, ({ blocking }) => blocking).map(({ ms, at, script }) => ({
      name: 'long task',
      says: `${formatMs(ms)} at ${formatMs(at)}: ${withoutQuery(script) || 'no script'}`,
    })),
    ...most(asked, ({ transferred }) => transferred).map(({ url, transferred, part }) => ({
      name: 'large answer',
      says: `${url}: ${UNITS.bytes.format(transferred)} of type ${part}`,
    })),
  ];
}

/** What runs are told apart by. */
const IN_SHORT: readonly Measure[] = ['lcp', 'cls', 'tbt', 'speedIndex', 'load', 'transferred'];

function inShort({ values }: MeasuredRun): string {
  return IN_SHORT.flatMap((name) => {
    const value = values[name];
    if (value === undefined) return [];
    const { title, unit } = MEASURES[name];
    return [`${title} ${UNITS[unit].format(value)}`];
  }).join(', ');
}
