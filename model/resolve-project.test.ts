import { describe, expect, it } from 'vitest';
import { email } from '../functions/notify/email/receiver.ts';
import { receivers } from '../functions/notify/receivers.ts';
import { topic } from '../functions/notify/topic/receiver.ts';
import { kinds } from '../probes/kinds.ts';
import { tcp } from '../probes/tcp/check.ts';
import { formatFinding } from './finding.ts';
import { type ProjectOptions, project } from './project.ts';
import { resolveProject } from './resolve-project.ts';
import { label } from './route/matcher.ts';
import { shortestWaitMs, toldAtOnce } from './route/routing.ts';

const gateway = tcp('gateway', { host: 'example.com', port: 1, labels: { team: 'quant' } });

const resolved = (options: Partial<ProjectOptions>) =>
  resolveProject(project({ home: 'eu-west-1', checks: [gateway], ...options }), { kinds, receivers });

const told = (options: Partial<ProjectOptions>) => resolved(options).findings.map(formatFinding);

describe('a project', () => {
  it('has the alarms of its checks, and those on Vedette itself', () => {
    const { alarms, ownAlarms, findings } = resolved({});
    expect(alarms).toEqual(expect.arrayContaining([...ownAlarms]));
    expect(findings).toEqual([]);
    expect(alarms.map(({ name }) => name)).toContain('vedette/gateway/failed');
    const own = ownAlarms.map(({ name }) => name);
    expect(own).toContain('vedette/self/eu-west-1/watchdog');
    expect(own).toContain('vedette/self/alarms/undeliverable');
  });

  it('tells an alarm that reaches nobody, with its labels', () => {
    const routes = { match: [label('team').isNot('quant')], receiver: 'a' };
    expect(told({ receivers: [topic('a', {})], routes })).toEqual([
      'vedette/gateway/failed: labels: reaches no receiver with severity=warning team=quant location=eu-west-1 check=gateway kind=tcp role=failed; give the root route a receiver',
    ]);
  });

  it('tells what is wrong with a check and with who is told in one go', () => {
    const wrong = tcp('gateway', { host: 'example.com', port: 0 });
    expect(told({ checks: [wrong], routes: { receiver: 'b' } })).toEqual([
      expect.stringMatching(/^gateway: port: /),
      'project: routes.receiver: there is no receiver "b"; use one of alarms',
    ]);
  });

  it('has the inhibitions of every project, and its own', () => {
    const inhibit = [{ source: [label('team').is('a')], target: [label('team').is('b')] }];
    const { inhibition } = resolved({ inhibit }).routing;
    const failed = { check: 'x', role: 'failed', severity: 'critical' } as const;
    expect(inhibition([failed])({ check: 'x', role: 'degraded', severity: 'warning' })).toBe(failed);
    expect(inhibition([{ team: 'a' }])({ team: 'b' })).toEqual({ team: 'a' });
  });
});

describe('what its stacks ask of its routing', () => {
  const { routing, alarms } = resolved({
    receivers: [topic('a', {}), topic('b', {}), email('c', { addresses: ['desk@example.com'] })],
    routes: {
      receiver: 'a',
      groupWait: '2m',
      escalate: [{ after: '5m', receiver: 'c' }],
      routes: [
        { match: [label('team').is('quant')], continue: true },
        { match: [label('team').is('quant')], receiver: 'b', groupWait: '20s' },
        { match: [label('team').is('nobody')], groupWait: '0s' },
      ],
    },
  });

  it('who is told of an alarm at once, and not who is told later', () => {
    expect(toldAtOnce(routing, { team: 'quant' })).toEqual(['a', 'b']);
    expect(toldAtOnce(routing, { team: 'web' })).toEqual(['a']);
  });

  it('how long alarms can wait: as long as the one that waits least of those that there are', () => {
    expect(shortestWaitMs(routing, alarms)).toBe(20_000);
    expect(shortestWaitMs(routing, [])).toBe(300_000);
  });

  it('a drill is told to the one whose drill it is, and hurries nobody else', () => {
    const drill = alarms.filter(({ role }) => role === 'drill');
    expect(drill.map(({ labels }) => toldAtOnce(routing, labels))).toEqual([['a'], ['b'], ['c']]);
    expect(shortestWaitMs(routing, drill)).toBe(300_000);
    expect(toldAtOnce(routing, { drill: 'true', receiver: 'b' })).toEqual(['a']);
  });
});
