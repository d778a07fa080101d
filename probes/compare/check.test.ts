import { describe, expect, it } from 'vitest';
import { alarmsOfAll } from '../../model/alarm/check-alarms.ts';
import { metricsOf } from '../../model/check-metrics.ts';
import { formatFinding } from '../../model/finding.ts';
import { project } from '../../model/project.ts';
import { resolve } from '../../model/resolve.ts';
import { secret, secretsIn } from '../../model/secret.ts';
import { rows } from '../freshness/check.ts';
import { kinds } from '../kinds.ts';
import { type CompareOptions, compare } from './check.ts';

const polled = (name: string) => ({
  name,
  request: { url: `https://${name}.example.com/quotes` },
  rows: rows.json('$.quotes[*]', { symbol: 'symbol', time: 'time', price: 'price' }),
});

const pushed = {
  name: 'stream',
  stream: {
    url: 'wss://exchange.example.com/stream',
    open: [{ send: { token: secret('stream/token') } }],
    ticks: { fields: { symbol: 'symbol', time: 'time' } },
  },
};

const resolved = (options: Partial<CompareOptions> = {}) => {
  const sources = [polled('exchange'), polled('vendor')];
  const definition = compare('sides', { calendar: 'CRYPTO', sources, ...options });
  return resolve(project({ home: 'eu-west-1', checks: [definition] }), kinds);
};

describe('a definition', () => {
  it.each<[sentence: string, Partial<CompareOptions>, finding: string]>([
    ['a source alone', { sources: [polled('exchange')] }, 'sides: sources: has 1 items; write 2 to 5'],
    [
      'two of the same name',
      { sources: [polled('exchange'), polled('exchange')] },
      'sides: sources[1].name: "exchange" is used twice; give each source its own',
    ],
    [
      'a source that says nowhere where to ask',
      { sources: [polled('exchange'), { ...polled('vendor'), request: undefined as never }] },
      'sides: sources[1]: says 0 times where to ask; write one of request, requests and steps',
    ],
    [
      'a stream that has a window of its own',
      { sources: [polled('exchange'), { ...pushed, stream: { ...pushed.stream, window: '3s' } as never }] },
      'sides: sources[1].stream.window: is not a property; use one of url, headers, query, auth, ip, tls, protocols, open, decode, ticks, heartbeats, time, maxMessageBytes',
    ],
    [
      'an age that no window shows',
      { sources: [polled('exchange'), pushed], window: '5s', age: '5s' },
      'sides: age: 5s can never be seen of a stream that is watched for 5s; write a smaller age or a longer window',
    ],
    [
      'a window that does not fit its timeout',
      { sources: [polled('exchange'), pushed], window: '5s', timeout: '5s' },
      'sides: window: 5s leaves no time to ask within the timeout of 5s; write a timeout of 6s or more, or a shorter window',
    ],
  ])('is told of %s', (_sentence, options, finding) => {
    expect(resolved(options).findings.map(formatFinding)).toEqual([finding]);
  });

  it.each<[sentence: string, Partial<CompareOptions>, ageMs: number, windowMs: number, timeoutMs: number]>([
    ['polled sources may be 10 s apart, and watch nothing', {}, 10_000, 0, 10_000],
    ['with a stream, half its window', { sources: [polled('a'), pushed] }, 2_500, 5_000, 15_000],
  ])('%s', (_sentence, options, ageMs, windowMs, timeoutMs) => {
    const { checks, findings } = resolved(options);
    expect(findings).toEqual([]);
    expect(checks[0]).toMatchObject({ timeoutMs, spec: { windowMs, limits: { ageMs } } });
  });

  it('reads the secrets of every source, and is shown by where the first is, and the names of the others', () => {
    const [check] = resolved({ sources: [polled('exchange'), pushed] }).checks;
    expect(secretsIn(check?.spec)).toEqual(['stream/token']);
    expect(check?.target).toMatch(/^exchange \(GET https:\S+\) against stream$/);
  });

  it('publishes five numbers and asks for three alarms', () => {
    const { checks } = resolved({ tolerate: '10%' });
    const own = checks.flatMap(metricsOf).filter((metric) => typeof metric !== 'string');
    expect(own.map(({ name }) => name)).toEqual([
      'AgeDifference',
      'BehindShare',
      'Divergence',
      'DivergentShare',
      'OnlyOne',
    ]);
    expect(alarmsOfAll(checks).map(({ role, severity }) => `${role} ${severity}`)).toEqual([
      'failed warning',
      'degraded info',
      'behind critical',
      'divergence critical',
      'only-one warning',
    ]);
    expect(checks[0]?.requests.map(({ threshold }) => threshold)).toEqual([10, 10, 0]);
  });
});
