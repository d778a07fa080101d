import { expect, it } from 'vitest';
import { run } from '../../test/probing.ts';
import { answering, tcpTarget } from '../../test/targets.ts';
import { http } from './check.ts';

it.each([
  ['as long as announced', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok', undefined],
  ['and closed after it', 'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok', undefined],
  ['longer than announced', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok and more', 'protocol_error'],
  ['a second answer', `${'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'.repeat(2)}`, 'protocol_error'],
  [
    'after the last chunk',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nmore',
    'protocol_error',
  ],
])('a body %s', async (_sentence, bytes, reason) => {
  const target = await tcpTarget(answering(bytes));
  expect((await run(http('a', { url: target.url, timeout: '1s' }))).reason).toBe(reason);
  await target.abandoned();
});
