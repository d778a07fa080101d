import type { Assertion, Reading } from '../../model/assertion/assertion.ts';
import type { Observation } from '../../model/judge.ts';
import { durationOf, type Phase, type Phases } from '../../model/phase.ts';
import type { CheckOf } from '../kinds.ts';
import { certificateReading, chainOf, daysLeft, lifetimeLeft, summarize } from '../net/certificate.ts';
import { CertificateRefused, type Connection } from '../net/dial.ts';
import { faultOf } from '../net/fault.ts';
import { Stopwatch } from '../net/stopwatch.ts';
import type { ProbeContext } from '../probe.ts';
import { ocspStatus } from './ocsp.ts';
import { bareHex } from './words.ts';

/** Makes one handshake and closes the connection. */
export async function probe({ spec, network }: CheckOf<'tls'>, context: ProbeContext): Promise<Observation> {
  const { dial, signal, monotonic, now } = context;
  const stopwatch = new Stopwatch(monotonic);
  const { host, port, serverName } = spec;
  try {
    const request = { host, port, network, stopwatch, signal };
    const connection = await dial({ ...request, tls: { alpn: [], serverName, ocsp: true } });
    connection.socket.destroy();
    return seen(connection, stopwatch.phases(), now());
  } catch (error) {
    return broken(error, stopwatch, `${host}:${port}`, now());
  }
}

function seen({ address, certificate, secured }: Connection, phases: Phases, now: number): Observation {
  const days = chainOf(certificate).map((one) => daysLeft(one, now));
  const readers: Record<string, (assertion: Assertion) => Reading> = {
    certificate: () => certificateReading(certificate, now),
    chain: ({ of }) => ({
      values: of === 'lifetimeLeft' ? chainOf(certificate).map((one) => lifetimeLeft(one, now)) : days,
      reason: 'certificate_expiring',
    }),
    tlsVersion: () => ({ value: secured?.version, reason: 'tls_weak' }),
    cipher: () => ({ value: secured?.cipher, reason: 'tls_weak' }),
    fingerprint: () => ({ value: bareHex(certificate?.fingerprint256 ?? ''), reason: 'certificate_changed' }),
    ocsp: () => ({ value: ocspStatus(secured?.staple), reason: 'certificate_revoked' }),
    phase: ({ of }) => ({ value: durationOf(phases, of as Phase), reason: 'too_slow' }),
  };
  return {
    phases,
    read: (assertion) =>
      readers[assertion.source]?.(assertion) ?? { problem: `tls has no ${assertion.source}` },
    measurements: {
      ...(certificate && { certificate_days: daysLeft(certificate, now), chain_days: Math.min(...days) }),
    },
    evidence: () => ({ address, certificates: summarize(certificate) }),
  };
}

function broken(error: unknown, stopwatch: Stopwatch, where: string, now: number): Observation {
  const refused = error instanceof CertificateRefused ? error : undefined;
  return {
    phases: stopwatch.phases(),
    fault: faultOf(error, stopwatch.stage, where),
    read: () => ({ problem: 'there was no handshake' }),
    measurements: refused?.certificate ? { certificate_days: daysLeft(refused.certificate, now) } : {},
    evidence: () =>
      refused ? { address: refused.address, certificates: summarize(refused.certificate) } : {},
  };
}
