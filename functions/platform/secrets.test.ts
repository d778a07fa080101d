import { describe, expect, test } from 'vitest';
import { SecretMissing } from '../../probes/probe.ts';
import { cachedSecrets, environmentSecrets, watchedSecrets } from './secrets.ts';
import { ssmSecrets } from './ssm-secrets.ts';

describe('from the environment', () => {
  const read = environmentSecrets({ VEDETTE_SECRET_TEAM_TOKEN: 'value', VEDETTE_SECRET_EMPTY: '' });

  test('by its variable', async () => {
    expect(await read('team/token')).toBe('value');
  });

  test.each(['empty', 'other/token'])('%s is missing, and the variable is named', async (name) => {
    await expect(read(name)).rejects.toThrow(SecretMissing);
    await expect(read('other/token')).rejects.toThrow('VEDETTE_SECRET_OTHER_TOKEN');
  });
});

describe('from SSM', () => {
  test.each([
    ['a plain name is below /vedette', 'team/token', '/vedette/team/token'],
    ['a path is used as it is', '/aws/reference/secretsmanager/x', '/aws/reference/secretsmanager/x'],
  ])('%s', async (_sentence, name, parameter) => {
    const read = ssmSecrets(async (asked) => `value of ${asked}`);
    expect(await read(name)).toBe(`value of ${parameter}`);
  });

  test('one that cannot be read is missing: the parameter and the error are named, and nothing else is told', async () => {
    const refused = Object.assign(new Error('hunter2 was refused'), { name: 'ParameterNotFound' });
    const read = ssmSecrets(() => Promise.reject(refused));
    const error = await read('team/token').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SecretMissing);
    expect(error).toMatchObject({
      message:
        'the secret team/token cannot be read from the SSM parameter /vedette/team/token: ParameterNotFound',
      cause: refused,
    });
  });

  test.each([undefined, ''])('one whose value is %j is missing', async (value) => {
    const read = ssmSecrets(async () => value);
    await expect(read('team/token')).rejects.toThrow(/\/vedette\/team\/token: it is empty$/);
  });
});

describe('the cache', () => {
  const FIVE_MINUTES = 300_000;

  function cached(answers: (() => Promise<string>)[]) {
    let now = 0;
    let asked = 0;
    const read = cachedSecrets(
      () => (answers[asked++] ?? (() => Promise.reject(new Error('no more'))))(),
      () => now,
    );
    return { read, asked: () => asked, pass: (ms: number) => (now += ms) };
  }

  test('asks once for many readers at once', async () => {
    const { read, asked } = cached([async () => 'one']);
    expect(await Promise.all([read('a'), read('a'), read('a')])).toEqual(['one', 'one', 'one']);
    expect(asked()).toBe(1);
  });

  test('asks again after five minutes', async () => {
    const { read, pass } = cached([async () => 'old', async () => 'rotated']);
    expect(await read('a')).toBe('old');
    pass(FIVE_MINUTES - 1);
    expect(await read('a')).toBe('old');
    pass(1);
    expect(await read('a')).toBe('rotated');
  });

  test('keeps no failure', async () => {
    const { read } = cached([() => Promise.reject(new Error('down')), async () => 'up']);
    await expect(read('a')).rejects.toThrow('down');
    expect(await read('a')).toBe('up');
  });
});

test('what was read is taken out of what is written, and nothing else', async () => {
  const { secrets, redact } = watchedSecrets(async (name) => `value-of-${name}`);
  expect(redact({ problem: 'value-of-a was refused' })).toEqual({ problem: 'value-of-a was refused' });
  expect(await secrets('a')).toBe('value-of-a');
  expect(redact({ problem: 'value-of-a was refused, value-of-b was not' })).toEqual({
    problem: '[redacted] was refused, value-of-b was not',
  });
});
