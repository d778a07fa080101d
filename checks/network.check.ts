import { answers, chain, dns, tcp, tls, tlsVersion, ttl } from 'vedette';
import { target } from './target.ts';

/** Every certificate up to the root: two weeks to renew one, and a fifth of a lifetime for those that live shorter. */
export const publicCertificate = tls('certificate', {
  ...target.https,
  every: '1m',
  expect: [
    chain.daysLeft.atLeast(14),
    chain.lifetimeLeft.atLeast(20),
    tlsVersion.isOneOf(['TLSv1.2', 'TLSv1.3']),
  ],
  labels: { category: 'security' },
});

/** The name that customers type leads to us, and a change of it is seen everywhere within the hour. */
export const publicName =
  target.publicName &&
  dns('public-name', {
    ...target.publicName,
    every: '1m',
    timeout: '2s',
    // One datagram is sent: a lost one is not yet a name that does not resolve.
    retry: { attempts: 1, after: '1s', on: 'network' },
    expect: [answers.each.matches(target.address), ttl.atMost(3_600)],
    labels: { severity: 'critical', category: 'infrastructure' },
  });

/** A FIX message as a log shows it: `|` stands for the byte 1. */
const fix = (message: string): string => message.replaceAll('|', '\x01');

/**
 * CompIDs are agreed on with the gateway's operator; BodyLength (9) and CheckSum (10) change with them. SendingTime
 * (52) is fixed: the session must not check latency.
 */
const LOGON = fix(
  '8=FIX.4.4|9=72|35=A|34=1|49=VEDETTE|52=20260101-00:00:00|56=EXCHANGE|98=0|108=30|141=Y|10=158|',
);

/** The gateway of members who trade by machine opens a session. */
export const fixGateway =
  target.fix &&
  tcp('fix-gateway', {
    ...target.fix,
    tls: true,
    every: '30s',
    timeout: '5s',
    exchanges: [{ send: LOGON, expect: fix('|35=A|') }],
    thresholds: { degraded: '500ms' },
    labels: { severity: 'critical', category: 'business' },
  });
