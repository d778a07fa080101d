import { describe, expect, it } from 'vitest';
import { checksTold, resultOf } from '../../test/page/story.ts';
import { changesText } from './announcer.ts';
import { assertionHistory } from './evidence.ts';
import { alarmSpans, stackedColumns } from './phases-chart.ts';
import { segmentsPath, sparkPath } from './strip.ts';

const [check = expect.fail('the story is empty')] = checksTold(1);

describe('the chart of phases', () => {
  it('stacks them: each layer is the sum of those below, oldest first', () => {
    const results = [resultOf(check, 20_000), resultOf(check, 10_000)];
    const [times, dns = [], connect = []] = stackedColumns(results);
    expect(times).toEqual([10, 20]);
    const { phases } = resultOf(check, 10_000);
    expect(dns[0]).toBe(phases.dns);
    expect(connect[0]).toBeCloseTo((phases.dns ?? 0) + (phases.connect ?? 0));
  });

  it('shades the time in ALARM, up to now where it lasts', () => {
    const change = (state: 'ALARM' | 'OK', at: number) => ({ alarm: 'a', state, at, reason: '' });
    const spans = alarmSpans([change('ALARM', 30), change('OK', 20), change('ALARM', 10)]);
    expect(spans).toEqual([{ from: 10, to: 20 }, { from: 30 }]);
  });
});

describe('what is drawn small', () => {
  it('one path holds every segment of a state', () => {
    expect(segmentsPath(['none', 'failed', 'passed', 'failed'], 'failed').match(/M/g)).toHaveLength(2);
  });

  it('a sparkline ends at the right edge, and a slower result is higher', () => {
    const ys = [...sparkPath([10, 20]).matchAll(/ (\d+\.\d)/g)].map(([, y]) => Number(y));
    expect(ys[0]).toBeGreaterThan(ys[1] ?? Number.NaN);
    expect(sparkPath([10, 20])).toContain('L120.0 ');
  });
});

describe('what is told in words', () => {
  it('assertions: how often each held, and why it last did not', () => {
    const history = assertionHistory([resultOf(check, 2_000), resultOf(check, 1_000, 'failed')]);
    expect(history.map(({ held, judged }) => [held, judged])).toEqual([
      [2, 2],
      [1, 2],
    ]);
    expect(history[1]?.lastProblem).toContain('4 min 12 s old');
  });

  it('assertions of results that passed, of which none are kept, held', () => {
    const { attempts, ...passed } = resultOf(check, 2_000);
    const compact = { ...passed, attempts: attempts.map((attempt) => ({ ...attempt, assertions: [] })) };
    const expected = ['status is 200', 'text contains ok'];
    expect(assertionHistory([compact], expected)).toMatchObject([
      { assertion: 'status is 200', held: 1, judged: 1 },
      { assertion: 'text contains ok', held: 1, judged: 1 },
    ]);
    const [status] = assertionHistory([compact, resultOf(check, 1_000, 'failed')], expected);
    expect(status).toMatchObject({ assertion: 'status is 200', held: 2, judged: 2 });
  });

  it('an assertion of a step is told with its name and not once more without', () => {
    const result = resultOf(check, 1_000);
    const attempts = result.attempts.map((attempt) => ({
      ...attempt,
      assertions: attempt.assertions.map((one) => ({ ...one, assertion: `log in: ${one.assertion}` })),
    }));
    const history = assertionHistory([{ ...result, attempts }], ['status is 200', 'phase total below 5s']);
    expect(history.map(({ assertion }) => assertion)).toEqual([
      'phase total below 5s',
      'log in: status is 200',
      'log in: jsonPath $.asOf is younger than 30s',
    ]);
  });

  it('a screen reader hears of three checks by name, and how many more', () => {
    const changes = new Map(['a', 'b', 'c', 'd', 'e'].map((id) => [id, 'failed' as const]));
    expect(changesText(changes)).toBe('a failed, b failed, c failed, and 2 more changed');
  });
});
