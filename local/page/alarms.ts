import type { Alarm } from '../../model/alarm/alarm.ts';
import type { AlarmView } from './api.ts';
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

function alarmMark(alarm: AlarmView): HTMLElement {
  const { shape, word, state } = LOOKS[alarm.state];
  return h(
    'span',
    { class: 'state', 'data-state': state },
    h('span', { class: 'shape', 'aria-hidden': 'true', text: shape }),
    h('span', { class: 'word', text: word }),
  );
}

export function alarmList(alarms: readonly AlarmView[], zone: string): HTMLElement {
  if (alarms.length === 0) return h('p', { class: 'dim', text: 'There is no alarm.' });
  const rows = alarms.map((alarm) => alarmRow(alarm, zone));
  return table('Alarms', ['State', 'Alarm', 'Severity', 'Since', 'Why', 'Tells'], rows);
}

function alarmRow(alarm: AlarmView, zone: string): HTMLTableRowElement {
  const { name, severity, since, reason = '', reach } = alarm;
  const tells = reach.map(({ receiver, afterMs }) =>
    afterMs > 0 ? `${receiver} after ${spanText(afterMs)}` : receiver,
  );
  return h(
    'tr',
    {},
    h('td', {}, alarmMark(alarm)),
    h(
      'td',
      {},
      h('span', { class: 'name', text: name }),
      h('span', { class: 'target', text: conditionText(alarm) }),
    ),
    h('td', { text: severity }),
    h('td', { class: 'number', text: since === undefined ? '–' : bothText(since, zone) }),
    h('td', { text: reason }),
    h('td', { text: tells.join(', ') || 'nobody' }),
  );
}

const RANK = { ALARM: 0, INSUFFICIENT_DATA: 1, OK: 2 } as const;

/** What fires first; the parts of other alarms, which tell nobody, are left to their check's page. */
export async function alarmsPage({ client, zone }: Ports): Promise<View> {
  const place = h('div');
  const load = async (): Promise<void> => {
    const told = (await client.alarms()).filter(({ isTold }) => isTold);
    const sorted = told.toSorted((a, b) => RANK[a.state] - RANK[b.state]);
    place.replaceChildren(alarmList(sorted, zone()));
  };
  await load();
  const element = h('article', {}, h('h1', { text: 'Alarms' }), place);
  return { title: 'Alarms', element, follows: ['alarm'], reload: load };
}
