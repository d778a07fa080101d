import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { preferred } from './accept.ts';
import { insistOnLoopback } from './access.ts';

const from = (remoteAddress: string) => ({ socket: { remoteAddress } }) as IncomingMessage;

describe('who is on this machine', () => {
  it.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])('%s is', (address) => {
    expect(() => insistOnLoopback(from(address))).not.toThrow();
  });

  it.each(['10.0.0.7', '192.168.127.1', '::ffff:10.0.0.7', '2001:db8::1', '1127.0.0.1', ''])(
    '%s is not',
    (address) => {
      expect(() => insistOnLoopback(from(address))).toThrow(/same machine/);
    },
  );
});

describe('what is preferred', () => {
  const offers = [
    { name: 'text/plain', versions: ['0.0.4'] },
    { name: 'application/openmetrics-text', versions: ['1.0.0'] },
  ];

  it.each([
    ['text/plain', 'text/plain'],
    [
      'application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5',
      'application/openmetrics-text',
    ],
    ['application/openmetrics-text; version="1.0.0"', 'application/openmetrics-text'],
    ['application/openmetrics-text;version=2.0.0,text/plain;q=0.1', 'text/plain'],
    ['application/*', 'application/openmetrics-text'],
    ['*/*', 'text/plain'],
    ['text/plain;q=0,*/*;q=0.1', 'application/openmetrics-text'],
    ['TEXT/PLAIN;Q=0.4', 'text/plain'],
    ['text/plain;q=nonsense', undefined],
    ['image/png', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('by %j is %s', (header, expected) => {
    expect(preferred(header, offers)?.name).toBe(expected);
  });
});
