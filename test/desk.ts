import { dns, http, phase } from '../index.ts';
import { metricAlarm } from './alarms.ts';
import { checksOf } from './checks.ts';
import { AT_ONCE } from './notifier.ts';

/** A check of each sort that a page has to show: with labels, without, not enabled. */
export const CHECKS = checksOf(
  http('quotes', {
    url: 'https://a.example/quotes',
    thresholds: { degraded: phase('server').above('500ms') },
    labels: { area: 'data', team: 'market', category: 'feeds' },
  }),
  dns('name', { name: 'a.example', labels: { category: 'network' } }),
  http('site', { url: 'https://a.example/' }),
  http('old', { url: 'https://a.example/old', enabled: false }),
);

export const [QUOTES, NAME] = CHECKS as [(typeof CHECKS)[0], (typeof CHECKS)[0], ...typeof CHECKS];

export const ALARMS = [
  metricAlarm('vedette/quotes/failed', { check: 'quotes', labels: { check: 'quotes' } }),
  metricAlarm('vedette/quotes/failed/part', { check: 'quotes', isTold: false }),
  metricAlarm('vedette/name/failed', { check: 'name' }),
];

export const REACH = [{ ...AT_ONCE, receiver: 'slack' }];

export const SECOND = 1_000;
