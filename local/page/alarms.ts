import type { Alarm } from '../../model/alarm/alarm.ts';
import type { AlarmState } from '../../model/evaluation/points.ts';
import type { AlarmChangeKept, AlarmNow } from './api.ts';
import { h, table } from './element.ts';
import { spanText } from './format.ts';
import type { Ports, View } from './view.ts';
import { bothText } from './zones.ts';

const SIGNS = { above: '>', atLeast: '≥', below: '<' } as const;

/** When an alarm speaks, in one line: `failed ≥ 1 in 2 of 3 periods of 10 s`. */
export function conditionText(alarm: Alarm): string {
  if (alarm.type === 'composite') return 'follows other alarms';
  const { metrics, comparison, threshold, window, periodSeconds } = alarm;
  const names = [...new Set(metrics.map(({ metric }) => metric))].join(', ');
  const period = spanText(periodSeconds * 1_000);
  return `${names} ${SIGNS[comparison]} ${threshold} in ${window.failures} of ${window.of} periods of ${period}`;
}

const LOOKS = {
  ALARM: { shape: '✖', word: 'ALARM', state: 'failed' },
  OK: { shape: '●', word: 'OK', state: 'passed' },
  INSUFFICIENT_DATA: { shape: '○', word: 'no data yet', state: 'waiting' },
} as const;

/** An alarm that was not evaluated yet has no data. */
const stateOf = ({ change }: { readonly change?: AlarmChangeKept | undefined }): AlarmState =>
  change?.state ?? 'INSUFFICIENT_DATA';

function alarmMark(alarmState: AlarmState): HTMLElement {
  const { shape, word, state } = LOOKS[alarmState];
  return h(
    'span',
    { class: 'state', 'data-state': state },
    h('span', { class: 'shape', 'aria-hidden': 'true', text: shape }),
    h('span', { class: 'word', text: word }),
  );
}

export function alarmList(alarms: readonly AlarmNow[], zone: string): HTMLElement {
  if (alarms.length === 0) return h('p', { class: 'dim', text: 'There is no alarm.' });
  const rows = alarms.map((alarm) => alarmRow(alarm, zone));
  return table('Alarms', ['State', 'Alarm', 'Severity', 'Since', 'Why', 'Tells'], rows);
}

function alarmRow({ alarm, change, reach }: AlarmNow, zone: string): HTMLTableRowElement {
  const tells = reach.map(({ receiver, afterMs }) =>
    afterMs > 0 ? `${receiver} after ${spanText(afterMs)}` : receiver,
  );
  return h(
    'tr',
    {},
    h('td', {}, alarmMark(stateOf({ change }))),
    h(
      'td',
      {},
      h('span', { class: 'name', text: alarm.name }),
      h('span', { class: 'target', text: conditionText(alarm) }),
    ),
    h('td', { text: alarm.severity }),
    h('td', { class: 'number', text: change ? bothText(change.at, zone) : '–' }),
    h('td', { text: change?.reason ?? '' }),
    h('td', { text: tells.join(', ') || 'nobody' }),
  );
}

const RANK = { ALARM: 0, INSUFFICIENT_DATA: 1, OK: 2 } as const;

/** What fires first; the parts of other alarms, which tell nobody, are left to their check's page. */
export async function alarmsPage({ client, zone }: Ports): Promise<View> {
  const place = h('div');
  const load = async (): Promise<void> => {
    const told = (await client.alarms()).filter(({ alarm }) => alarm.isTold);
    const sorted = told.toSorted((a, b) => RANK[stateOf(a)] - RANK[stateOf(b)]);
    place.replaceChildren(alarmList(sorted, zone()));
  };
  await load();
  const element = h('article', {}, h('h1', { text: 'Alarms' }), place);
  return { title: 'Alarms', element, follows: ['alarm'], reload: load };
}
