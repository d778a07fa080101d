import type { Result } from '../../model/result.ts';
import { alarmList } from './alarms.ts';
import type { CheckDetail, TwinEvent } from './api.ts';
import { durationsOf, percentiles, segmentsOf, uptimeOf } from './bars.ts';
import { definitionLines } from './definition.ts';
import { h, setText, table } from './element.ts';
import { assertionTable, attemptsOf } from './evidence.ts';
import { everyText, msText, percentText } from './format.ts';
import { stateMark } from './row.ts';
import { uptimeStrip } from './strip.ts';
import type { Ports, View } from './view.ts';
import { bothText, exchangeZone } from './zones.ts';

const KEPT = 360;
const LISTED = 25;

/** Everything about one check. */
export async function checkPage(id: string, ports: Ports): Promise<View> {
  const [detail, asked, { phasesChart }] = await Promise.all([
    ports.client.check(id),
    ports.client.results(id),
    import('./phases-chart.ts'), // most of the page's weight, and no other view draws a chart
  ]);
  const { check } = detail;
  const names = new Set(detail.alarms.map(({ alarm }) => alarm.name));
  let { changes } = detail;
  let results = asked;
  const zone = exchangeZone({ label: check.labels.zone, home: ports.home() });
  const head = headOf(check, ports);
  const chart = phasesChart();
  const [latest, assertions, list] = [h('div'), h('div'), h('div')];
  const alarms = h('div', {}, alarmList(detail.alarms, zone));
  const show = (): void => {
    head.show();
    chart.show({ results, thresholds: check.thresholds, changes });
    latest.replaceChildren(latestOf(results, zone));
    assertions.replaceChildren(assertionTable(results, check.expect));
    list.replaceChildren(resultTable(results, zone));
  };
  const onEvent = (event: TwinEvent): void => {
    if (event.type === 'result' && event.result.check === id)
      results = [event.result, ...results].slice(0, KEPT);
    else if (event.type === 'alarm' && names.has(event.change.alarm)) changes = [event.change, ...changes];
    else return;
    show();
  };
  const reload = async (): Promise<void> =>
    alarms.replaceChildren(alarmList((await ports.client.check(id)).alarms, zone));
  const parts = {
    'Phases over time': chart.element,
    'Latest that did not pass': latest,
    Assertions: assertions,
  };
  const more = { Alarms: alarms, Results: list, Definition: definitionOf(check) };
  const sections = Object.entries({ ...parts, ...more }).map(([title, content]) => section(title, content));
  const element = h('article', { class: 'check-page' }, head.element, ...sections);
  // The chart measures its place, which it has only once the view is on the page.
  requestAnimationFrame(show);
  return { title: id, element, onEvent, follows: ['alarm'], reload, close: chart.close };
}

function definitionOf(check: CheckDetail['check']): HTMLElement {
  const text = definitionLines(check).join('\n');
  return h('pre', { class: 'definition', tabindex: '0', role: 'region', 'aria-label': 'Definition', text });
}

const section = (title: string, content: HTMLElement): HTMLElement =>
  h('section', {}, h('h2', { text: title }), content);

function headOf(check: CheckDetail['check'], ports: Ports) {
  const mark = stateMark();
  const bar = uptimeStrip();
  const figures = h('p', { class: 'figures' });
  const message = h('p', { class: 'verdict' });
  const element = h(
    'header',
    { class: 'check-head' },
    h('p', { class: 'crumb' }, h('a', { href: '#/', text: 'All checks' })),
    h('h1', {}, check.id),
    mark.element,
    h('p', {
      class: 'dim',
      text: [check.kind, check.target, everyText(check.everyMs), check.labels.severity].join(' · '),
    }),
    check.description !== '' && h('p', { text: check.description }),
    message,
    bar.element,
    figures,
    check.runbook !== undefined &&
      h('p', {}, h('a', { href: check.runbook, rel: 'noreferrer', text: 'Runbook' })),
  );
  const show = (): void => {
    const row = ports.board().row(check.id);
    if (!row) return;
    const [p50, p95] = percentiles(durationsOf(row.points), 0.5, 0.95);
    mark.show(row.state);
    bar.show(segmentsOf(row.points));
    setText(message, row.message);
    setText(
      figures,
      `${percentText(uptimeOf(row.points))} up in the last ${row.points.length} results · p50 ${msText(p50)} · p95 ${msText(p95)}`,
    );
  };
  return { element, show };
}

function latestOf(results: readonly Result[], zone: string): HTMLElement {
  const bad = results.find(({ state }) => state !== 'passed');
  return bad ? attemptsOf(bad, zone) : h('p', { class: 'dim', text: 'Each of the results below passed.' });
}

function resultTable(results: readonly Result[], zone: string): HTMLElement {
  const rows = results.slice(0, LISTED).map((result) => {
    const mark = stateMark();
    mark.show(result.state);
    return h(
      'tr',
      {},
      h('td', {}, mark.element),
      h('td', { class: 'number', text: bothText(Date.parse(result.startedAt), zone) }),
      h('td', { class: 'number', text: msText(result.phases.total) }),
      h('td', { class: 'number', text: String(result.attempts.length) }),
      h('td', { text: result.state === 'passed' ? '' : result.message }),
    );
  });
  return table('The latest results', ['State', 'At', 'Total', 'Attempts', 'What was found'], rows);
}
