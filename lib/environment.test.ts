import { expect, test } from 'vitest';
import { formatFinding } from '../model/finding.ts';
import { deployedVariables, variableFindings } from './environment.ts';

test('what definitions may read goes along, and nothing else', () => {
  const variables = deployedVariables({
    VEDETTE_TARGET: 'https://exchange.example.com',
    VEDETTE_SECRET_PORTFOLIO_TOKEN: 'hunter2',
    VEDETTE_REGION_B: 'b',
    VEDETTE_UNSET: undefined,
    AWS_SECRET_ACCESS_KEY: 'hunter3',
    HOME: '/root',
  });
  expect(variables).toEqual({ VEDETTE_REGION_B: 'b', VEDETTE_TARGET: 'https://exchange.example.com' });
});

test('the order in which variables are set does not change a template', () => {
  const one = deployedVariables({ VEDETTE_B: '2', VEDETTE_A: '1' });
  const other = deployedVariables({ VEDETTE_A: '1', VEDETTE_B: '2' });
  expect(JSON.stringify(one)).toBe(JSON.stringify(other));
});

test.each([
  ['what fits into a function is not worth a word', 3_072 - 'VEDETTE_A'.length, []],
  [
    'one byte more is an error that names the variable',
    3_073 - 'VEDETTE_A'.length,
    [
      'project: environment: the variables VEDETTE_* take 3073 bytes, and a Lambda function has room for 3072; unset those that no definition reads: VEDETTE_A',
    ],
  ],
])('%s', (_, length, lines) => {
  const findings = variableFindings({ VEDETTE_A: 'x'.repeat(length) });
  expect(findings.map(formatFinding)).toEqual(lines);
  expect(findings.every(({ level }) => level === 'error')).toBe(true);
});

test('bytes are counted, not characters', () => {
  expect(variableFindings({ VEDETTE_A: 'é'.repeat(1_600) })).toHaveLength(1);
});
