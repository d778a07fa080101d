import { describe, expect, it } from 'vitest';
import { type HttpOptions, http } from '../../probes/http/check.ts';
import { kinds } from '../../probes/kinds.ts';
import { checksOf } from '../../test/checks.ts';
import type { Definition } from '../check.ts';
import { formatFinding } from '../finding.ts';
import { LOCATIONS } from '../location.ts';
import { group, type ProjectOptions, project } from '../project.ts';
import { resolve } from '../resolve.ts';
import type { Alarm, CompositeAlarm } from './alarm.ts';
import { alarmsOfAll } from './check-alarms.ts';
import { familyOf } from './family.ts';

const check = (id: string, dependsOn: string | readonly string[] = [], options: Partial<HttpOptions> = {}) =>
  http(id, { url: 'https://a.example/', dependsOn, ...options });

const alarmsOf = (...definitions: readonly Definition[]): Map<string, Alarm> =>
  new Map(alarmsOfAll(checksOf(...definitions)).map((alarm) => [alarm.name, alarm]));

const composite = (alarms: ReadonlyMap<string, Alarm>, name: string) => alarms.get(name) as CompositeAlarm;

const suppressorOf = (alarms: ReadonlyMap<string, Alarm>, id: string): string | undefined =>
  composite(alarms, `vedette/${id}/failed/told`)?.suppressedBy?.alarm;

describe('a check with a parent', () => {
  const alarms = alarmsOf(
    check('gateway'),
    check('api', 'gateway', { thresholds: { degraded: '1s' }, labels: { severity: 'critical' } }),
  );

  it('is told by a composite that is silent while the parent fails', () => {
    expect(alarms.get('vedette/api/failed')?.isTold).toBe(false);
    expect(alarms.get('vedette/api/failed/told')).toMatchObject({
      isTold: true,
      check: 'api',
      role: 'failed',
      severity: 'critical',
      labels: { role: 'failed', check: 'api', severity: 'critical' },
      rule: { inAlarm: 'vedette/api/failed' },
      suppressedBy: { alarm: 'vedette/gateway/failed', waitSeconds: 60, extensionSeconds: 60 },
    });
  });

  it('keeps its lesser alarms as they are, and the parent its own', () => {
    expect([...alarms.keys()]).toEqual([
      'vedette/gateway/failed',
      'vedette/api/failed',
      'vedette/api/failed/told',
      'vedette/api/degraded',
    ]);
    expect(alarms.get('vedette/gateway/failed')?.isTold).toBe(true);
  });
});

describe('who a check is silent under', () => {
  it('a grandparent counts too, and what is silent itself still suppresses', () => {
    const alarms = alarmsOf(check('dns'), check('gateway', 'dns'), check('api', 'gateway'));
    expect(suppressorOf(alarms, 'gateway')).toBe('vedette/dns/failed');
    const parents = suppressorOf(alarms, 'api') ?? '';
    expect(composite(alarms, parents)).toMatchObject({
      isTold: false,
      rule: { any: [{ inAlarm: 'vedette/dns/failed' }, { inAlarm: 'vedette/gateway/failed' }] },
    });
  });

  it('checks with the same ancestors share one alarm, in whatever order they name them', () => {
    const alarms = alarmsOf(check('a'), check('b'), check('x', ['a', 'b']), check('y', ['b', 'a', 'b']));
    expect(suppressorOf(alarms, 'x')).toBe(suppressorOf(alarms, 'y'));
    expect([...alarms.keys()].filter((name) => name.startsWith('vedette/parents/'))).toHaveLength(1);
  });

  it('a disabled parent counts as absent', () => {
    const alarms = alarmsOf(
      check('dns'),
      check('gateway', 'dns', { enabled: false }),
      check('api', 'gateway'),
    );
    expect([...alarms.keys()]).toEqual(['vedette/dns/failed', 'vedette/api/failed']);
    expect(alarms.get('vedette/api/failed')?.isTold).toBe(true);
  });

  it('a quorum is a composite already, and takes the suppressor itself', () => {
    const wide = { locations: LOCATIONS };
    const alarms = alarmsOf(check('gateway', [], wide), check('api', 'gateway', wide), check('web', 'api'));
    const quorum = composite(alarms, 'vedette/api/failed/quorum');
    expect([quorum.isTold, quorum.suppressedBy?.alarm]).toEqual([true, 'vedette/gateway/failed/quorum']);
    expect(alarms.has('vedette/api/failed/told')).toBe(false);
    expect(composite(alarms, suppressorOf(alarms, 'web') ?? '').rule).toEqual({
      any: [{ inAlarm: 'vedette/api/failed/quorum' }, { inAlarm: 'vedette/gateway/failed/quorum' }],
    });
  });

  it('every alarm that another one names is there', () => {
    const alarms = alarmsOf(
      check('dns', [], { locations: LOCATIONS, failWhen: '50%' }),
      check('gateway', 'dns'),
      check('api', ['gateway', 'dns'], { locations: LOCATIONS.slice(0, 11), failWhen: 'all' }),
    );
    const named = [...alarms.values()].flatMap((alarm) =>
      [...JSON.stringify(alarm).matchAll(/"(vedette\/[^"]+)"/g)].map(([, name]) => name ?? ''),
    );
    expect(named.filter((name) => !alarms.has(name))).toEqual([]);
  });

  it('5,000 checks under one another come to their alarms at once', () => {
    // Validation refuses so many composites for one stack; whoever asks all the same must not wait.
    const checks = checksOf(
      check('root'),
      ...Array.from({ length: 5_000 }, (_, n) => check(`leaf-${n}`, 'root', { enabled: n % 100 === 0 })),
    );
    const enabled = checks.map((one) => ({ ...one, enabled: true }));
    const began = performance.now();
    expect(alarmsOfAll(enabled, 'eu-west-1')).toHaveLength(10_001);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

const lines = (options: Partial<ProjectOptions>): string[] =>
  resolve(project({ home: 'eu-west-1', checks: [], ...options }), kinds).findings.map(formatFinding);

describe('what is said of dependencies that cannot be', () => {
  it.each<[sentence: string, checks: readonly Definition[], lines: string[]]>([
    [
      'a misspelt parent',
      [check('gateway'), check('api', 'gatewya')],
      [`api: dependsOn: there is no check 'gatewya'; did you mean 'gateway'?`],
    ],
    [
      'a parent that is nowhere',
      [check('api', ['something-else'])],
      [`api: dependsOn: there is no check 'something-else'; name a check of this project`],
    ],
    [
      'a circle, once',
      [check('a', 'b'), check('b', 'c'), check('c', 'a'), check('d', 'a')],
      [
        'a: dependsOn: is a circle: a -> b -> c -> a; leave out one of them; dependsOn: [] takes a default back',
      ],
    ],
    [
      'itself',
      [check('a', 'a')],
      ['a: dependsOn: is a circle: a -> a; leave out one of them; dependsOn: [] takes a default back'],
    ],
    [
      'a parent that is never told of',
      [check('a', [], { alarms: { failed: false } }), check('b', 'a')],
      [`b: dependsOn: 'a' has no failed alarm to be silent under; give 'a' one, or leave it out`],
    ],
    [
      'more ancestors than a composite takes',
      [
        ...Array.from({ length: 101 }, (_, n) => check(`p${n}`)),
        check(
          'a',
          Array.from({ length: 101 }, (_, n) => `p${n}`),
        ),
      ],
      [
        'a: dependsOn: leads to more checks than a composite alarm takes: 100, in 10240 characters; depend on fewer',
      ],
    ],
    ['a diamond is fine', [check('a'), check('b', 'a'), check('c', 'a'), check('d', ['b', 'c'])], []],
    ['an unsound parent is known all the same', [check('a', [], { url: 'nowhere' }), check('b', 'a')], []],
  ])('%s', (_sentence, checks, expected) => {
    expect(lines({ checks }).filter((line) => line.includes('dependsOn'))).toEqual(expected);
  });

  it('a chain of thousands is no more than its findings', () => {
    const chain = Array.from({ length: 3_000 }, (_, n) => check(`c${n}`, `c${(n + 1) % 3_000}`));
    expect(lines({ checks: chain, alarmStacks: 64 }).some((line) => line.includes('is a circle'))).toBe(true);
  });
});

describe('as a default', () => {
  it('it flows to a group, whose own parent is left out', () => {
    const { checks, findings } = resolve(
      project({
        home: 'eu-west-1',
        checks: [
          group('g', { dependsOn: 'gateway' }, [
            http('gateway', { url: 'https://a.example/' }),
            http('api', { url: 'https://a.example/' }),
            check('free', []),
          ]),
        ],
      }),
      kinds,
    );
    expect(findings).toEqual([]);
    const { ancestorsOf } = familyOf(checks);
    expect(['gateway', 'api', 'free'].map((id) => ancestorsOf(id))).toEqual([[], ['gateway'], []]);
  });
});
