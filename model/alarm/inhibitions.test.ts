import { describe, expect, it } from 'vitest';
import { http } from '../../probes/http/check.ts';
import { checksOf } from '../../test/checks.ts';
import type { Labels, Severity } from '../labels.ts';
import { matchesAll } from '../route/matcher.ts';
import { inhibitionsOf } from './inhibitions.ts';

const url = 'https://a.example/';

const rules = inhibitionsOf(
  checksOf(
    http('dns', { url }),
    http('gateway', { url, dependsOn: 'dns' }),
    http('api', { url, dependsOn: 'gateway' }),
    http('off', { url, enabled: false, dependsOn: 'gateway' }),
  ),
);

/** As Alertmanager does it. */
const inhibits = (source: Labels, target: Labels): boolean =>
  rules.some(
    (rule) =>
      matchesAll(rule.source, source) &&
      matchesAll(rule.target, target) &&
      (rule.equal ?? []).every((name) => source[name] === target[name]),
  );

const of = (check: string, role: string, severity: Severity = 'warning'): Labels => ({
  check,
  role,
  severity,
});
const self = (role: string, severity: Severity, location = 'eu-west-1'): Labels => ({
  role,
  severity,
  location,
});

const SILENT: Labels = { ...of('api', 'failed'), cause: 'missing' };

describe('one inhibits the other', () => {
  it.each<[sentence: string, source: Labels, target: Labels]>([
    ['critical failed, its warning', of('api', 'failed', 'critical'), of('api', 'degraded')],
    ['critical failed, its info', of('api', 'failed', 'critical'), of('api', 'advisory', 'info')],
    ['warning degraded, its info', of('api', 'degraded'), of('api', 'advisory', 'info')],
    ['failed, an equally severe degraded', of('api', 'failed', 'info'), of('api', 'degraded', 'info')],
    ['failed, a more severe advisory', of('api', 'failed'), of('api', 'advisory', 'critical')],
    [
      'what a kind asked for, the bare failure',
      of('api', 'stale', 'critical'),
      of('api', 'failed', 'critical'),
    ],
    ['what a kind asked for, a lesser failure', of('api', 'stale', 'critical'), of('api', 'failed')],
    ['what a kind asked for, a degradation as severe', of('api', 'coverage'), of('api', 'degraded')],
    ['what a kind asked for, its lesser', of('api', 'stale', 'critical'), of('api', 'degraded')],
    ['a failed parent, a failed child', of('gateway', 'failed'), of('api', 'failed', 'critical')],
    ['a failed parent, a certificate of the child', of('gateway', 'failed'), of('api', 'certificate')],
    ['a failed grandparent', of('dns', 'failed'), of('api', 'degraded', 'info')],
    ['a watchdog, silence at several locations', self('watchdog', 'critical'), SILENT],
    ['probes that are broken, the silence that they make', self('errored', 'critical'), SILENT],
    [
      'a watchdog, silence at its one location',
      self('watchdog', 'critical'),
      { ...SILENT, location: 'eu-west-1' },
    ],
  ])('%s', (_sentence, source, target) => {
    expect(inhibits(source, target)).toBe(true);
  });
});

describe('one does not inhibit the other', () => {
  it('a parent that was not measured, a child that fails', () => {
    expect(inhibits({ ...of('gateway', 'failed'), cause: 'missing' }, of('api', 'failed'))).toBe(false);
  });
  it('the watchdog of one location, silence at another one', () => {
    const elsewhere = { ...SILENT, location: 'us-east-1' };
    expect(inhibits(self('watchdog', 'critical'), elsewhere)).toBe(false);
  });

  it.each<[sentence: string, source: Labels, target: Labels]>([
    ['another check', of('api', 'failed', 'critical'), of('web', 'degraded')],
    ['a lesser word of a kind, an outage', of('api', 'coverage'), of('api', 'failed', 'critical')],
    [
      'what a kind asked for, a check that nobody could look at',
      of('api', 'stale', 'critical'),
      { ...of('api', 'failed'), cause: 'missing' },
    ],
    ['a lesser alarm', of('api', 'degraded'), of('api', 'failed')],
    ['a critical certificate, an outage', of('api', 'certificate', 'critical'), of('api', 'failed')],
    ['a critical certificate, slowness', of('api', 'certificate', 'critical'), of('api', 'degraded', 'info')],
    ['an outage, a certificate', of('api', 'failed', 'critical'), of('api', 'certificate')],
    ['a critical advisory, an outage', of('api', 'advisory', 'critical'), of('api', 'failed')],
    ['a slow parent, a failed child', of('gateway', 'degraded', 'critical'), of('api', 'failed')],
    ['a child, its parent', of('api', 'failed', 'critical'), of('gateway', 'failed', 'info')],
    ['a failed parent, what is not enabled', of('gateway', 'failed'), of('off', 'failed')],
    [
      'the watchdog, what broke its limit',
      self('watchdog', 'critical'),
      { ...of('api', 'failed'), cause: 'breached' },
    ],
    [
      'the watchdog, silence in an alarm that is not of a check of ours',
      self('watchdog', 'critical'),
      { alarm: 'orders-heartbeat', severity: 'warning', cause: 'missing' },
    ],
    [
      'probes that are broken, what broke its limit',
      self('errored', 'critical'),
      { ...of('api', 'failed'), cause: 'breached' },
    ],
    [
      'the watchdog, another watchdog',
      self('watchdog', 'critical'),
      { ...self('watchdog', 'critical', 'us-east-1'), cause: 'missing' },
    ],
    [
      'the watchdog, a notifier that does not run',
      self('watchdog', 'critical'),
      { ...self('reconcile', 'critical'), cause: 'missing' },
    ],
    [
      'a critical alarm on Vedette, another one on it',
      self('reconcile', 'critical'),
      self('errored', 'warning'),
    ],
  ])('%s', (_sentence, source, target) => {
    expect(inhibits(source, target)).toBe(false);
  });

  it('any alarm, itself', () => {
    for (const severity of ['critical', 'warning', 'info'] as const)
      for (const role of ['failed', 'degraded', 'certificate', 'advisory', 'stale'])
        expect([role, inhibits(of('api', role, severity), of('api', role, severity))]).toEqual([role, false]);
  });
});
