import { describe, expect, it } from 'vitest';
import { selfAlarmsOf } from '../alarm/self-alarms.ts';
import { evaluateExpression, parseExpression, type Series } from './expression.ts';

const _ = undefined;
const METRICS = { m1: [0, 1, _], m2: [1, _, _], m3: [1, 1, 0], planned: [10, 0, 10], executed: [9, _, _] };

const seriesOf = (text: string): Series => evaluateExpression(parseExpression(text), METRICS, 3);

describe('metric math', () => {
  it.each<[text: string, value: Series]>([
    ['1 + 2 * 3', [7, 7, 7]],
    ['(1 + 2) * 3', [9, 9, 9]],
    ['-m3 + 1', [0, 0, 1]],
    ['m1 + m2', [1, _, _]],
    ['planned / m3', [10, 0, _]],
    ['MAX([m1,m2])', [1, 1, _]],
    ['SUM([m1, m2, m3])', [2, 2, 0]],
    ['SUM([m1,m2,m3]) >= 2', [1, 1, 0]],
    ['AVG([m1,m3])', [0.5, 1, 0]],
    ['MIN([m1,m3])', [0, 1, 0]],
    ['FILL(m2, 0)', [1, 0, 0]],
    ['IF(m3 > 0, planned, 7)', [10, 0, 7]],
    ['m3 > 0 AND planned == 0', [0, 1, 0]],
    ['m3 == 0 || planned == 0', [0, 1, 1]],
    ['IF(planned > 0, FILL(executed, 0) / planned, 1)', [0.9, 1, 0]],
  ])('%s', (text, value) => {
    expect(seriesOf(text)).toEqual(value);
  });

  it.each([
    ['m1 +', 'the expression ends too early'],
    ['m1 m2', 'did not expect "m2"'],
    ['MAX([m1', 'expected "]", got "the end"'],
    ['m1 % 2', 'cannot read'],
    ['m9', 'there is no metric m9'],
    ['SEARCH(m1)', 'there is no function SEARCH'],
    ['[m1]', 'a list has no value of its own'],
  ])('%s is refused: %s', (text, message) => {
    expect(() => seriesOf(text)).toThrow(message);
  });

  it('reads every expression that our own alarms have', () => {
    const expressions = selfAlarmsOf('eu-west-1').flatMap(({ expression }) => expression ?? []);
    expect(expressions.length).toBeGreaterThan(1);
    for (const expression of expressions) expect(() => parseExpression(expression)).not.toThrow();
  });
});
