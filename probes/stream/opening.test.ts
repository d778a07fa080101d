import { describe, expect, it } from 'vitest';
import { REDACTED } from '../../model/redact.ts';
import { secret } from '../../model/secret.ts';
import { beating, type Serve, serving, streamTarget, ticking } from '../../test/stream-targets.ts';
import { type WatchRow, watching } from '../../test/stream-watching.ts';
import type { StreamOptions } from './check.ts';

const SUBSCRIBE = [
  { send: { action: 'auth', token: secret('token') }, expect: { type: 'auth', status: 'ok' } },
  { send: { action: 'subscribe', symbols: '{{symbols}}' }, expect: { type: 'subscribed' } },
] as const;

describe('the opening', () => {
  const ports = { secrets: { token: 'tok-secret' } };

  it('says the secret and the symbols, and waits for each answer', async () => {
    const heard: string[] = [];
    const target = await streamTarget(
      serving((message, socket) => {
        heard.push(message);
        const { action } = JSON.parse(message);
        socket.send(
          JSON.stringify(action === 'auth' ? { type: 'auth', status: 'ok' } : { type: 'subscribed' }),
        );
        if (action === 'subscribe') ticking()(socket);
      }),
    );
    const result = await watching(target, { open: SUBSCRIBE }, ports);
    expect(result).toMatchObject({ state: 'passed' });
    expect(heard).toEqual([
      '{"action":"auth","token":"tok-secret"}',
      '{"action":"subscribe","symbols":["BHP","CBA"]}',
    ]);
    expect(result.phases.transfer).toBeGreaterThan(0);
  });

  /** Greets at once, before anybody can have waited for it. */
  const greeting: Serve = (socket) => {
    socket.send(JSON.stringify({ type: 'hello' }));
    ticking()(socket);
  };

  it('a greeting that is there before it is waited for has come', async () => {
    const result = await watching(await streamTarget(greeting), { open: [{ expect: { type: 'hello' } }] });
    expect(result).toMatchObject({ state: 'passed' });
  });

  it('but it is no answer to what is said after it', async () => {
    const open = [{ send: 'hello?', expect: { type: 'hello' } }];
    const result = await watching(await streamTarget(greeting), { open, limits: { ack: '300ms' } });
    expect(result).toMatchObject({ state: 'failed', reason: 'unexpected_ack' });
  });

  it.each<[sentence: string, open: StreamOptions['open'], heard: string[]]>([
    ['text holds the symbols joined', [{ send: 'SUB {{symbols}}' }], ['SUB BHP,CBA']],
    [
      'a message for each symbol',
      [{ send: { sub: 'x.{{symbol}}' } }],
      ['{"sub":"x.BHP"}', '{"sub":"x.CBA"}'],
    ],
    ['secrets at any depth', [{ send: { a: [{ b: secret('token') }] } }], ['{"a":[{"b":"tok-secret"}]}']],
  ])('%s', async (_sentence, open, expected) => {
    const heard: string[] = [];
    const target = await streamTarget(
      serving((message, socket) => {
        heard.push(message);
        if (heard.length === expected.length) ticking()(socket);
      }),
    );
    expect(await watching(target, { open: open ?? [] }, ports)).toMatchObject({ state: 'passed' });
    expect(heard).toEqual(expected);
  });

  it.each<WatchRow>([
    [
      'an answer that does not come',
      beating,
      { open: SUBSCRIBE, limits: { ack: '300ms' } },
      'failed',
      'ack_timeout',
      /^expected a message with type=auth and status=ok, got nothing within 300ms \(127/,
    ],
    [
      'another answer than the expected one, which is redacted',
      serving((message, socket) =>
        socket.send(JSON.stringify({ type: 'auth', status: 'denied', of: JSON.parse(message).token })),
      ),
      { open: SUBSCRIBE, limits: { ack: '300ms' } },
      'failed',
      'unexpected_ack',
      /^expected a message with type=auth and status=ok, got ".*denied.*\[redacted\].*" within 300ms/,
    ],
    [
      'a close instead of an answer',
      serving((_message, socket) => {
        socket.send(JSON.stringify({ type: 'error', message: 'not authenticated' }));
        socket.close(4001, 'no');
      }),
      { open: SUBSCRIBE },
      'failed',
      'unexpected_ack',
      /got ".*not authenticated.*" and the target closed the stream with code 4001 "no"/,
    ],
    [
      'a close without a word',
      serving((_message, socket) => socket.close(4001)),
      { open: SUBSCRIBE },
      'failed',
      'stream_closed',
      /got nothing and the target closed the stream with code 4001/,
    ],
  ])('%s', async (_sentence, serve, options, state, reason, message) => {
    const result = await watching(await streamTarget(serve), options, ports);
    expect(result.message).toMatch(message);
    expect(result).toMatchObject({ state, reason });
    expect(JSON.stringify(result)).not.toContain('tok-secret');
    expect(REDACTED).toBe('[redacted]');
  });
});
