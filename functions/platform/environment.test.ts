import { expect, test } from 'vitest';
import { required, share } from './environment.ts';

test('a variable that is there', () => {
  expect(required({ LOCATION: 'eu-west-1' }, 'LOCATION')).toBe('eu-west-1');
});

test.each([
  ['missing', {}],
  ['empty', { SPOOL_QUEUE_URL: '' }],
])('a variable that is %s is named with what it is for', (_what, env) => {
  expect(() => required(env, 'SPOOL_QUEUE_URL')).toThrow(
    'the environment variable SPOOL_QUEUE_URL is not set: the queue that keeps datapoints until CloudWatch takes them',
  );
});

test.each<[string | undefined, number]>([
  [undefined, 0],
  ['0', 0],
  ['0.25', 0.25],
  ['1', 1],
])('a share of %s is %d', (value, expected) => {
  expect(share({ LOG_SAMPLE_RATE: value }, 'LOG_SAMPLE_RATE')).toBe(expected);
});

test.each(['all', '-0.1', '1.1', 'NaN'])('a share of %s is refused', (value) => {
  expect(() => share({ LOG_SAMPLE_RATE: value }, 'LOG_SAMPLE_RATE')).toThrow(
    `LOG_SAMPLE_RATE is ${value}, not a number from 0 to 1`,
  );
});
