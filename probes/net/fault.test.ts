import { describe, expect, it } from 'vitest';
import type { Reason } from '../../model/reason.ts';
import { faultOf } from './fault.ts';
import type { Stage } from './stopwatch.ts';

const failure = (code: string, more: object = {}) => Object.assign(new Error(code), { code, ...more });

/** What real sockets on loopback cannot be made to say; the rest is in the tests of the kinds. */
const faults: Record<string, [error: unknown, stage: Stage, reason: Reason, message: string]> = {
  'a host without a road': [
    failure('EHOSTUNREACH'),
    'connect',
    'connect_failed',
    'the host cannot be reached (x:1)',
  ],
  'a network without a road': [
    failure('ENETUNREACH'),
    'connect',
    'connect_failed',
    'the network cannot be reached (x:1)',
  ],
  'a connection that the kernel gave up': [
    failure('ETIMEDOUT'),
    'connect',
    'connect_timeout',
    'the connection was not accepted (x:1)',
  ],
  'a connection that was lost on the way': [
    failure('ENETDOWN'),
    'transfer',
    'connection_reset',
    'the connection broke before the body was whole: ENETDOWN (x:1)',
  ],
  'one of several addresses refused, one never answered': [
    new AggregateError([failure('ETIMEDOUT'), failure('ECONNREFUSED')]),
    'connect',
    'connect_refused',
    'the connection was refused (x:1)',
  ],
  'several addresses of which none answered': [
    new AggregateError([failure('ENETUNREACH'), failure('ETIMEDOUT')]),
    'connect',
    'connect_failed',
    'the network cannot be reached (x:1)',
  ],
  'no descriptors left': [
    failure('EMFILE'),
    'connect',
    'internal_error',
    'this machine could not open a connection: EMFILE (x:1)',
  ],
  'an alert after the handshake': [
    failure('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', { reason: 'tlsv13 alert certificate required' }),
    'ttfb',
    'tls_failed',
    'the TLS handshake failed: tlsv13 alert certificate required (x:1)',
  ],
  'a defect of our own': [
    failure('ERR_INVALID_ARG_TYPE'),
    'connect',
    'internal_error',
    'unknown fault at connect: ERR_INVALID_ARG_TYPE (x:1)',
  ],
  'something thrown that is no error': [
    null,
    'dns',
    'internal_error',
    'unknown fault at dns: nothing was said (x:1)',
  ],
};

describe('a fault', () => {
  it.each(Object.entries(faults))('%s', (_, [error, stage, reason, message]) => {
    expect(faultOf(error, stage, 'x:1')).toEqual({ reason, message });
  });
});
