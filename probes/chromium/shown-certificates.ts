import type { X509Certificate } from 'node:crypto';
import type { Network } from '../../model/check.ts';
import type { CertificateSummary } from '../../model/result.ts';
import { summarize } from '../net/certificate.ts';
import { CertificateRefused } from '../net/dial.ts';
import { Stopwatch } from '../net/stopwatch.ts';
import type { ProbeContext } from '../probe.ts';

/** A server that does not shake hands by then has shown nothing. Milliseconds. */
const PATIENCE_MS = 1_000;

/**
 * The chain that a server shows, the leaf first, for the evidence: the browser tells only of the leaf, so this is a
 * handshake of our own. Empty for http, and when there is none to be had. Never throws.
 */
export async function shownCertificates(
  { protocol, hostname, port }: URL,
  network: Network,
  { dial, monotonic }: Pick<ProbeContext, 'dial' | 'monotonic'>,
): Promise<CertificateSummary[]> {
  if (protocol !== 'https:') return [];
  const request = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 443),
    network,
    tls: { alpn: ['http/1.1'] },
    stopwatch: new Stopwatch(monotonic),
    // The attempt's own time may be over.
    signal: AbortSignal.timeout(PATIENCE_MS),
  };
  let leaf: X509Certificate | undefined;
  try {
    const { socket, certificate } = await dial(request);
    socket.destroy();
    leaf = certificate;
  } catch (error) {
    leaf = error instanceof CertificateRefused ? error.certificate : undefined;
  }
  return summarize(leaf);
}
