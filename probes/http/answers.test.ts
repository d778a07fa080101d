import { describe, expect, it } from 'vitest';
import { header, http, jsonPath, satisfies, status, text } from '../../index.ts';
import { run } from '../../test/probing.ts';
import { answering, tcpTarget } from '../../test/targets.ts';
import type { HttpAssertion, HttpOptions } from './check.ts';

const answer = (body: string | Uint8Array, headers = '', first = 'HTTP/1.1 200 OK') =>
  answering(
    Buffer.concat([
      Buffer.from(`${first}\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n`),
      Buffer.from(body),
    ]),
  );

async function judge(
  serve: ReturnType<typeof answering>,
  expectations: readonly HttpAssertion[],
  options: Partial<HttpOptions> = {},
) {
  const target = await tcpTarget(serve);
  const result = await run(
    http('judged', { url: target.url, timeout: '2s', expect: expectations, ...options }),
  );
  await target.abandoned();
  return result;
}

describe('an answer passes', () => {
  const passing: Record<string, [ReturnType<typeof answering>, HttpAssertion[], Partial<HttpOptions>?]> = {
    'of 2xx when nothing is expected': [answer('', '', 'HTTP/1.1 204 Nothing'), []],
    'after interim answers': [
      answering(`${'HTTP/1.1 103 Early\r\n\r\n'.repeat(10)}HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n`),
      [],
    ],
    'of 404 when that is expected': [answer('', '', 'HTTP/1.1 404 No'), [status.is(404)]],
    'in chunks with trailers': [
      answering('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nx-trailer: 1\r\n\r\n'),
      [text.is('hi')],
    ],
    'that ends with the connection': [answering('HTTP/1.0 200 OK\r\n\r\nhello'), [text.is('hello')]],
    'with a body exactly of the cap': [answer('12345'), [text.is('12345')], { bodyCap: 5 }],
    'to HEAD, without the body it announces': [
      answering('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n'),
      [header('content-length').is('1000'), text.is('')],
      { method: 'HEAD' },
    ],
    'with a byte order mark before its JSON': [answer('\ufeff{"a":1}'), [jsonPath('$.a').is(1)]],
    'with bytes that are not UTF-8': [
      answer(Buffer.from([0x61, 0xff, 0xfe, 0x62])),
      [text.is('a\ufffd\ufffdb')],
    ],
    'with NUL bytes': [answer('a\0b'), [text.contains('\0')]],
    'with a header given twice': [answer('', 'x-a: 1\r\nX-A: 2\r\n'), [header('x-a').is('1, 2')]],
    'with headers named like the insides of an object': [
      answer('', 'constructor: a\r\nconstructor: b\r\n__proto__: c\r\n__proto__: d\r\n'),
      [header('constructor').is('a, b'), header('__proto__').is('c, d'), header('toString').isAbsent()],
    ],
    'with JSON keys named like the insides of an object': [
      answer('{"__proto__":{"admin":true},"a":{}}'),
      [
        jsonPath('$.__proto__.admin').is(true),
        jsonPath('$.a.admin').isAbsent(),
        jsonPath('$.constructor').isAbsent(),
      ],
    ],
  };

  it.each(Object.entries(passing))('%s', async (_, [serve, expectations, options]) => {
    expect(await judge(serve, expectations, options)).toMatchObject({ state: 'passed' });
    expect({}).not.toHaveProperty('admin');
  });
});

describe('an answer fails', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  const failing: Record<string, [ReturnType<typeof answering>, HttpAssertion[], RegExp]> = {
    'with JSON 100,000 levels deep': [
      answer(deep),
      [jsonPath('$[0][0]').exists()],
      /but the body is nested deeper than 1000 levels$/,
    ],
    'with 1,000,000 open brackets': [
      answer('['.repeat(1_000_000)),
      [jsonPath('$').is([])],
      /but the body is nested deeper than 1000 levels$/,
    ],
    'with a number that is too large for JSON': [
      answer('{"a":1e400}'),
      [jsonPath('$.a').atMost(10)],
      /^expected jsonPath \$\.a to be at most 10, got null$/,
    ],
    'with a custom assertion that does not hold': [
      answer('{"sum":3}'),
      [satisfies('sums add up', ({ json }) => (json as { sum: number }).sum === 4)],
      /^expected response to satisfy "sums add up", got false$/,
    ],
    'when one assertion throws and another is broken': [
      answer('hello'),
      [satisfies('explodes', () => Object.keys(null as never).length > 0), text.is('bye')],
      /^expected text to be "bye", got "hello"$/,
    ],
  };

  it.each(Object.entries(failing))('%s', async (_, [serve, expectations, message]) => {
    expect(await judge(serve, expectations)).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(message),
    });
  });
});

describe('an assertion function that breaks is our own fault', () => {
  const raise = (thrown: unknown) => () => {
    throw thrown;
  };
  const answers = (value: unknown) => () => value as boolean;
  const broken: Record<string, [test: () => boolean, message: RegExp]> = {
    'when it throws an error': [raise(new Error('boom')), /threw: boom$/],
    'when it throws nothing at all': [raise(undefined), /threw: nothing$/],
    'when it throws null': [raise(null), /threw: null$/],
    'when it throws a text': [raise('boom'), /threw: "boom"$/],
    'when it returns nothing': [answers(undefined), /"x" returned nothing, not true or false$/],
    'when it returns a number': [answers(1), /"x" returned 1, not true or false$/],
    'when it returns a promise that is refused': [
      () => Promise.reject(new Error('late')) as never,
      /"x" returned a promise, not true or false$/,
    ],
  };

  it.each(Object.entries(broken))('%s', async (_, [test, message]) => {
    const result = await judge(answer('{}'), [satisfies('x', test)]);
    expect(result).toMatchObject({
      state: 'errored',
      reason: 'assertion_threw',
      message: expect.stringMatching(message),
    });
  });

  it('when it reads JSON that is none', async () => {
    const result = await judge(answer('<html>'), [satisfies('x', ({ json }) => json === null)]);
    expect(result).toMatchObject({ state: 'errored', reason: 'assertion_threw' });
    expect(result.message).toMatch(/threw: the body is not JSON/);
  });
});

describe('the evidence of an answer that did not pass', () => {
  it('holds the status, the telling headers and the beginning of the body', async () => {
    const headers = 'content-type: text/plain\r\nset-cookie: session=1\r\nx-other: left out\r\n';
    const { attempts } = await judge(answer(`é${'x'.repeat(5_000)}`, headers), [text.is('y')]);
    expect(attempts[0]?.evidence).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/),
      address: '127.0.0.1',
      status: 200,
      headers: { 'content-length': '5002', 'content-type': 'text/plain', 'set-cookie': '[redacted]' },
      body: `é${'x'.repeat(1_022)}`,
    });
  });

  it('holds what came of a body that was cut', async () => {
    const { attempts } = await judge(answering('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'), []);
    expect(attempts[0]?.evidence).toMatchObject({ status: 200, body: 'half' });
  });
});
