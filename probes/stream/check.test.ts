import { describe, expect, it } from 'vitest';
import { alarmsOfAll } from '../../model/alarm/check-alarms.ts';
import { metricsOf } from '../../model/check-metrics.ts';
import { formatFinding } from '../../model/finding.ts';
import { project } from '../../model/project.ts';
import { resolve } from '../../model/resolve.ts';
import { secret, secretsIn } from '../../model/secret.ts';
import { kinds } from '../kinds.ts';
import { type StreamOptions, stream } from './check.ts';

const SOUND = {
  url: 'wss://exchange.example.com/stream',
  calendar: 'CRYPTO',
  ticks: { fields: { symbol: 'symbol', time: 'time', sequence: 'sequence' } },
} as const satisfies StreamOptions;

const resolved = (options: Partial<StreamOptions> = {}) =>
  resolve(project({ home: 'eu-west-1', checks: [stream('quotes', { ...SOUND, ...options })] }), kinds);

describe('a definition', () => {
  it.each<[sentence: string, Partial<StreamOptions>, finding: string]>([
    [
      'another scheme',
      { url: 'ftp://a.example/' },
      'quotes: url: "ftp://a.example/" is not an absolute ws or http or https or wss URL; write one such as \'wss://example.com/\'',
    ],
    [
      'a fragment',
      { url: 'wss://a.example/#b' },
      'quotes: url: has a fragment, which no server sees; leave it out',
    ],
    [
      'a window that does not fit its timeout',
      { window: '9500ms', timeout: '10s' },
      'quotes: window: 9.5s leaves no time to connect within the timeout of 10s; write a timeout of 10.5s or more, or a shorter window',
    ],
    [
      'a gap beyond the window',
      { window: '5s', limits: { gap: '6s' } },
      'quotes: limits.gap: 6s can never be seen within a window of 5s; write a smaller gap or a longer window',
    ],
    ['a turn that does nothing', { open: [{}] }, 'quotes: open[0]: does nothing; add send or expect'],
    [
      'turns where nothing can be said',
      { url: 'https://a.example/', open: [{ send: 'a' }] },
      'quotes: open: is for a WebSocket: server-sent events only listen; leave it out, and write what you want into the url',
    ],
    [
      'symbols that are asked for and missing',
      { open: [{ send: { a: ['{{symbols}}'] } }] },
      'quotes: symbols: are missing, and open asks for them; add symbols',
    ],
    [
      'a condition that says nothing',
      { heartbeats: {} },
      "quotes: heartbeats: says nothing; write one such as { type: 'quote' }",
    ],
    [
      'a word that is nearly one',
      { limits: { latncy: {} } as never },
      "quotes: limits.latncy: is not a property; did you mean 'latency'?",
    ],
  ])('is told of %s', (_sentence, options, finding) => {
    expect(resolved(options).findings.map(formatFinding)).toEqual([finding]);
  });

  it.each<[every: StreamOptions['every'], window: StreamOptions['window'], timeoutMs: number]>([
    ['10s', '5s', 8_000],
    ['1m', '10s', 20_000],
    ['1m', '45s', 48_000],
  ])('every %s with a window of %s has a timeout that fits', (every, window, timeoutMs) => {
    const { checks, findings } = resolved({ every: every ?? '1m', window: window ?? '5s' });
    expect(findings).toEqual([]);
    expect(checks[0]?.timeoutMs).toBe(timeoutMs);
  });

  it('reads the secrets of what it says', () => {
    const [check] = resolved({ open: [{ send: { token: secret('stream/token') } }] }).checks;
    expect(secretsIn(check?.spec)).toEqual(['stream/token']);
  });
});

describe('what it publishes and asks for', () => {
  const names = (options: Partial<StreamOptions>) => {
    const [check] = resolved(options).checks;
    if (!check) throw new Error('there is no check');
    return {
      metrics: metricsOf(check).map((metric) => (typeof metric === 'string' ? metric : metric.name)),
      alarms: alarmsOfAll([check]).map(({ role, severity }) => `${role} ${severity}`),
    };
  };

  it.each<[sentence: string, Partial<StreamOptions>, metrics: string[], alarms: string[]]>([
    [
      'everything where ticks have it all',
      { symbols: ['BHP'] },
      ['failed', 'duration', 'degraded', 'TickRate', 'LongestGap', 'SilentShare', 'Latency', 'LostUpdates'],
      [
        'failed warning',
        'degraded info',
        'silent critical',
        'silent-share critical',
        'lag critical',
        'coverage warning',
      ],
    ],
    [
      'no more than there is',
      { ticks: { fields: { symbol: 's' } } },
      ['failed', 'duration', 'degraded', 'TickRate', 'LongestGap'],
      ['failed warning', 'degraded info', 'silent critical'],
    ],
    [
      'no warning below what is tolerated',
      { symbols: ['BHP'], tolerate: '0%', ticks: { fields: { symbol: 's' } } },
      ['failed', 'duration', 'degraded', 'TickRate', 'LongestGap', 'SilentShare'],
      ['failed warning', 'degraded info', 'silent critical', 'silent-share critical'],
    ],
  ])('%s', (_sentence, options, metrics, alarms) => expect(names(options)).toEqual({ metrics, alarms }));

  it('holds the alarms against the limits of the definition', () => {
    const [check] = resolved({
      symbols: ['BHP'],
      tolerate: '20%',
      window: '20s',
      limits: { gap: '7s' },
    }).checks;
    const limits = check?.requests.map(({ role, threshold, statistic }) => [role, statistic, threshold]);
    expect(limits).toEqual([
      ['silent', 'Maximum', 7],
      ['silent-share', 'Maximum', 20],
      ['lag', 'Minimum', 30_000],
      ['coverage', 'Maximum', 1],
    ]);
  });
});
