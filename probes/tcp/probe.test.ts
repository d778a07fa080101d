import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { certificate, text } from '../../model/assertion/words.ts';
import type { Reason } from '../../model/reason.ts';
import { REDACTED } from '../../model/redact.ts';
import { secret } from '../../model/secret.ts';
import { run } from '../../test/probing.ts';
import {
  closedPort,
  localCertificate,
  type Target,
  tcpTarget,
  testAuthority,
  tlsTarget,
} from '../../test/targets.ts';
import { type StartTls, type TcpOptions, tcp } from './check.ts';

const talking = (target: Pick<Target, 'port'>, options: Partial<TcpOptions> = {}, secrets = {}) =>
  run(tcp('gateway', { host: 'localhost', port: target.port, timeout: '300ms', ...options }), { secrets });

/** Answers PING with PONG, line by line. */
const pingPong = (socket: Socket) => {
  socket.on('data', (bytes) => socket.write(String(bytes).startsWith('PING') ? '+PONG\r\n' : '-ERR\r\n'));
};

describe('the verdict on a talk', () => {
  it.each<
    [
      sentence: string,
      serve: (socket: Socket) => void,
      Partial<TcpOptions>,
      Reason | undefined,
      message: RegExp,
    ]
  >([
    ['a port that accepts is enough', () => {}, {}, undefined, /everything held/],
    [
      'what was expected comes',
      pingPong,
      { exchanges: [{ send: 'PING\r\n', expect: '+PONG' }] },
      undefined,
      /everything held/,
    ],
    [
      'in bytes',
      pingPong,
      { exchanges: [{ send: { hex: '50 49 4e 47' }, expect: { hex: '2b504f4e47' } }] },
      undefined,
      /everything held/,
    ],
    [
      'by a pattern',
      pingPong,
      { exchanges: [{ send: 'PING\r\n', expect: /^\+P.NG/ }] },
      undefined,
      /everything held/,
    ],
    [
      'several turns',
      pingPong,
      {
        exchanges: [
          { send: 'PING\r\n', expect: '+PONG' },
          { send: 'QUIT\r\n', expect: '-ERR' },
        ],
      },
      undefined,
      /everything held/,
    ],
    [
      'the same answer is not taken for two',
      (socket) => socket.once('data', () => socket.write('+PONG\r\n')),
      { exchanges: [{ send: 'PING', expect: '+PONG' }, { expect: '+PONG' }] },
      'unexpected_response',
      /expected "\+PONG", got "\+PONG\\r\\n" within 300ms/,
    ],
    [
      'a banner that comes by itself',
      (socket) => socket.write('220 ready\r\n'),
      { exchanges: [{ expect: /^220 / }] },
      undefined,
      /everything held/,
    ],
    [
      'a banner in pieces',
      (socket) =>
        void (async () => {
          socket.write('22');
          await delay(20);
          socket.write('0 ready');
        })(),
      { exchanges: [{ expect: '220 ready' }] },
      undefined,
      /everything held/,
    ],
    [
      'something else comes',
      pingPong,
      { exchanges: [{ send: 'HELLO\r\n', expect: '+PONG' }] },
      'unexpected_response',
      /expected "\+PONG", got "-ERR\\r\\n" within 300ms \(localhost:\d+\)/,
    ],
    [
      'silence',
      () => {},
      { exchanges: [{ send: 'PING\r\n', expect: '+PONG' }] },
      'response_timeout',
      /expected "\+PONG", got nothing within 300ms/,
    ],
    [
      'the connection is closed instead',
      (socket) => socket.end(),
      { exchanges: [{ expect: '+PONG' }] },
      'connection_reset',
      /got nothing before the connection was closed/,
    ],
    [
      'the connection is reset instead',
      (socket) => socket.once('data', () => socket.resetAndDestroy()),
      { exchanges: [{ send: 'PING', expect: '+PONG' }] },
      'connection_reset',
      /reset/,
    ],
    [
      'an assertion on all that came',
      pingPong,
      { exchanges: [{ send: 'PING\r\n', expect: '\r\n' }], expect: [text.contains('PANG')] },
      'unexpected_response',
      /expected text to contain "PANG"/,
    ],
    [
      'a TLS handshake with what does not speak it',
      (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
      { tls: true },
      'tls_failed',
      /TLS/,
    ],
    [
      'a flood',
      (socket) => socket.write(Buffer.alloc(4_000_000, 'x')),
      { exchanges: [{ expect: 'y' }], timeout: '5s' },
      'body_too_large',
      /more than 1048576 bytes came/,
    ],
  ])('%s', async (_sentence, serve, options, reason, message) => {
    const target = await tcpTarget(serve);
    const result = await talking(target, options);
    expect([result.reason, result.message]).toEqual([reason, expect.stringMatching(message)]);
    await target.abandoned();
  });

  it('a closed port', async () => {
    expect((await talking({ port: await closedPort() })).reason).toBe('connect_refused');
  });

  it('a secret that is sent and echoed is not read in the result', async () => {
    const echo = await tcpTarget((socket) => socket.on('data', (bytes) => socket.write(bytes)));
    const result = await talking(
      echo,
      { exchanges: [{ send: secret('fix/password'), expect: 'OK' }] },
      { 'fix/password': 'hunter2' },
    );
    expect(result.reason).toBe('unexpected_response');
    expect(JSON.stringify(result)).toContain(REDACTED);
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });
});

describe('TLS', () => {
  it('from the first byte, with the certificate judged', async () => {
    const target = await tlsTarget(pingPong, await localCertificate());
    const exchanges = [{ send: 'PING\r\n', expect: '+PONG' }];
    expect(
      (await talking(target, { tls: true, exchanges, expect: [certificate.daysLeft.atLeast(30)] })).state,
    ).toBe('passed');
    expect(
      (await talking(target, { tls: true, exchanges, expect: [certificate.daysLeft.atLeast(900)] })).reason,
    ).toBe('certificate_expiring');
  });

  /** What a server of each protocol says, turn by turn, before it turns to TLS. */
  const TALKS: Record<StartTls, readonly [hears: RegExp | undefined, says: string][]> = {
    smtp: [
      [undefined, '220-mail.example.com\r\n220 ready\r\n'],
      [/^EHLO /, '250-mail.example.com\r\n250-STARTTLS\r\n250 HELP\r\n'],
      [/^STARTTLS/, '220 go ahead\r\n'],
    ],
    imap: [
      [undefined, '* OK ready\r\n'],
      [/^a1 STARTTLS/, 'a1 OK begin\r\n'],
    ],
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the protocol's request is four zero-padded numbers
    postgres: [[/^\x00\x00\x00\x08\x04/, 'S']],
  };

  const turning =
    (protocol: StartTls, keyed: { certificate: string; privateKey: string }) => (socket: Socket) => {
      const turns = [...TALKS[protocol]];
      const next = (heard?: string) => {
        const [turn] = turns;
        if (!turn || (turn[0] && !turn[0].test(heard ?? ''))) return;
        socket.write(turn[1]);
        turns.shift();
        if (turns.length > 0) return;
        socket.removeAllListeners('data');
        const secured = new TLSSocket(socket, {
          isServer: true,
          cert: keyed.certificate,
          key: keyed.privateKey,
        });
        secured.on('error', () => {}).on('data', () => secured.write('+PONG\r\n'));
      };
      if (!turns[0]?.[0]) next();
      socket.on('data', (bytes) => next(bytes.toString('latin1')));
    };

  it.each(['smtp', 'imap', 'postgres'] as const)('after STARTTLS of %s', async (starttls) => {
    const target = await tcpTarget(turning(starttls, await localCertificate()));
    const result = await talking(target, {
      tls: { starttls },
      exchanges: [{ send: 'PING', expect: '+PONG' }],
      timeout: '2s',
    });
    expect(result.message).toBe('everything held');
    expect(result.phases).toMatchObject({ connect: expect.any(Number), tls: expect.any(Number) });
    await target.abandoned();
  });

  it('after STARTTLS to an expired certificate', async () => {
    const expired = await (await testAuthority()).issue({
      hosts: ['localhost'],
      notAfter: new Date(Date.now() - 60_000),
    });
    const target = await tcpTarget(turning('smtp', expired));
    expect((await talking(target, { tls: { starttls: 'smtp' }, timeout: '2s' })).reason).toBe(
      'certificate_expired',
    );
  });

  it('a server that does not answer the STARTTLS', async () => {
    const target = await tcpTarget((socket) => socket.write('220 ready\r\n'));
    const result = await talking(target, { tls: { starttls: 'smtp' } });
    expect(result).toMatchObject({ state: 'failed', reason: 'connect_timeout' });
    await target.abandoned();
  });
});
