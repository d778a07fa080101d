import { describe, expect, it } from 'vitest';
import { http, jsonPath, text } from '../../index.ts';
import { evaluate } from '../../model/assertion/evaluate.ts';
import { run, runAll } from '../../test/probing.ts';
import { httpTarget } from '../../test/targets.ts';
import type { HttpAssertion } from './check.ts';

type Body = string | Buffer;

const answering = (body: Body) => httpTarget((_request, response) => response.end(body));

/** 100,000 brackets of one kind and as many of the other. */
const deep = (open: string, close: string) => `${open.repeat(100_000)}1${close.repeat(100_000)}`;

describe('a body that no tidy server sends', () => {
  it.each<[sentence: string, Body, HttpAssertion[], message: RegExp]>([
    [
      'bytes that are not UTF-8',
      Buffer.from('ok \xff\xfe\x80 ok', 'latin1'),
      [text.is('ok \ufffd\ufffd\ufffd ok')],
      /^everything held$/,
    ],
    ['a byte order mark', '\ufeff{"a":1}', [jsonPath('$.a').is(1)], /^everything held$/],
    ['NUL in text', 'a\0b', [text.is('a\0b')], /^everything held$/],
    ['NUL in JSON', '{"a":"\0"}', [jsonPath('$.a').exists()], /but the body is not JSON/],
    ['half a surrogate pair', '{"a":"\\ud800"}', [jsonPath('$.a').is('\ud800')], /^everything held$/],
    [
      'half a surrogate pair, told',
      '{"a":"\\udfff"}',
      [jsonPath('$.a').is('x')],
      /^expected jsonPath \$\.a to be "x", got "\\udfff"$/,
    ],
    ['a key twice: the last one counts', '{"a":1,"a":2}', [jsonPath('$.a').is(2)], /^everything held$/],
    [
      'a number beyond all numbers',
      '{"a":1e400}',
      [jsonPath('$.a').below(1)],
      /^expected jsonPath \$\.a to be below 1, got /,
    ],
    [
      'a number beyond all numbers is not above one',
      '{"a":-1e400}',
      [jsonPath('$.a').above(1)],
      /^expected jsonPath/,
    ],
    [
      'more digits than a number has',
      '{"a":0.1000000000000000000000000001}',
      [jsonPath('$.a').is(0.1)],
      /^everything held$/,
    ],
    [
      '__proto__ as a key',
      '{"__proto__":{"polluted":true}}',
      [jsonPath('$.polluted').isAbsent()],
      /^everything held$/,
    ],
    [
      'constructor as a key',
      '{"constructor":{"prototype":{"polluted":1}}}',
      [jsonPath('$.toString').isAbsent()],
      /^everything held$/,
    ],
    [
      'arrays 100,000 deep',
      deep('[', ']'),
      [jsonPath('$..a').isAbsent()],
      /but the body is nested deeper than 1000 levels$/,
    ],
    [
      'objects 100,000 deep',
      deep('{"a":', '}'),
      [jsonPath('$.a').exists()],
      /but the body is nested deeper than 1000 levels$/,
    ],
    [
      'brackets within a string are not depth',
      `{"a":"${'['.repeat(5_000)}"}`,
      [jsonPath('$.a').exists()],
      /^everything held$/,
    ],
  ])('%s', async (_sentence, body, expected, message) => {
    const { url } = await answering(body);
    const result = await run(http('untidy', { url, expect: expected }));
    expect(['passed', 'failed']).toContain(result.state);
    expect(result.message).toMatch(message);
    expect(result.message).not.toContain('\n');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(() => JSON.parse(JSON.stringify(result))).not.toThrow();
  });
});

/** Known to make a backtracking engine think for minutes; what it is run on ends in what does not match. */
const PATTERNS: Record<string, [pattern: RegExp, piece: string]> = {
  'nested quantifiers': [/^(a+)+$/, 'a'],
  'nested stars': [/^(a*)*$/, 'a'],
  'alternatives that overlap': [/^(a|aa)+$/, 'a'],
  'alternatives that are the same': [/^(a|a)*$/, 'a'],
  'a group that may be empty': [/^(a?){20}a{20}$/, 'a'],
  'dots in a row': [/^.*.*.*.*=$/, 'a'],
  'a trailing-space trim': [/^(.*\s+)*x$/, ' '],
  'an address of mail': [/^([a-zA-Z0-9])(([-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+$/, 'a'],
  'words and spaces': [/^(\w+\s?)*$/, 'a'],
  'a number with groups': [/^(\d+,?)+;$/, '1'],
};

const INPUT_LENGTH = 100_000;

/** What one check may keep the others from. Milliseconds. */
const LIMIT_MS = 50;

describe('a pattern made to backtrack, on 100 kB', { retry: 2 }, () => {
  it.each(Object.entries(PATTERNS))(
    '%s: done in time, and the others with it',
    async (_, [pattern, piece]) => {
      const input = `${piece.repeat(INPUT_LENGTH)}!`;
      const { url } = await answering(input);
      const assertion = text.matches(pattern);
      const began = performance.now();
      expect(evaluate(assertion, () => ({ value: input }), 0).verdict).toBe('broken');
      expect(performance.now() - began).toBeLessThan(LIMIT_MS);
      const others = Array.from({ length: 10 }, (_, n) =>
        http(`other-${n}`, { url, thresholds: { failed: { phase: 'ttfb', above: '100ms' } } }),
      );
      const results = await runAll([http('pattern', { url, expect: [assertion] }), ...others]);
      for (const { check, state, reason } of results)
        expect([check, reason ?? state]).toEqual([check, check === 'pattern' ? 'unexpected_body' : 'passed']);
    },
  );
});
