import { describe, expect, it } from 'vitest';
import { certificate, http } from '../../index.ts';
import { makeAuthority, makeSelfSigned } from '../../local/demo/certificates.ts';
import type { Reason } from '../../model/reason.ts';
import { run, timed } from '../../test/probing.ts';
import {
  answering,
  httpsTarget,
  httpTarget,
  localCertificate,
  type Target,
  tcpTarget,
  testAuthority,
  tlsTarget,
} from '../../test/targets.ts';

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);

const secured = async (keyed: ReturnType<typeof localCertificate>) =>
  httpsTarget((_request, response) => response.end('ok'), await keyed);

const issued = async (options: { hosts?: string[]; from?: number; to?: number }) =>
  (await testAuthority()).issue({
    hosts: options.hosts ?? ['localhost'],
    notBefore: inDays(options.from ?? -1),
    notAfter: inDays(options.to ?? 30),
  });

interface Fault {
  readonly target: () => Promise<Target>;
  readonly reason: Reason;
  readonly message: RegExp;
}

/** The target showed a certificate that must not be trusted. */
const refused: Record<string, Fault> = {
  'an expired certificate': {
    target: () => secured(issued({ from: -60, to: -1 })),
    reason: 'certificate_expired',
    message: /^the certificate expired on .+ GMT \(localhost:\d+\)$/,
  },
  'a certificate that is not valid yet': {
    target: () => secured(issued({ from: 1, to: 60 })),
    reason: 'certificate_not_yet_valid',
    message: /^the certificate is not valid before .+ GMT \(localhost:\d+\)$/,
  },
  'a certificate for another host': {
    target: () => secured(issued({ hosts: ['other.example.com'] })),
    reason: 'certificate_wrong_host',
    message: /^the certificate is for DNS:other\.example\.com \(localhost:\d+\)$/,
  },
  'a self-signed certificate': {
    target: () => secured(makeSelfSigned(['localhost'])),
    reason: 'certificate_self_signed',
    message: /^the certificate is signed by itself \(localhost:\d+\)$/,
  },
  'a certificate of an unknown authority': {
    target: async () => {
      const stranger = await makeAuthority('Stranger');
      return secured(stranger.issue({ hosts: ['localhost'] }));
    },
    reason: 'certificate_chain_incomplete',
    message: /^the issuer of the certificate is neither sent nor trusted \(localhost:\d+\)$/,
  },
};

/** There was no handshake. */
const unspoken: Record<string, Fault> = {
  'a TLS port that never answers': {
    target: () => silent(),
    reason: 'tls_timeout',
    message: /^the TLS handshake did not finish within 300ms \(localhost:\d+\)$/,
  },
  'a plain HTTP server': {
    target: () => asHttps(tcpTarget(answering('HTTP/1.1 400 Bad Request\r\n\r\n'))),
    reason: 'tls_failed',
    message: /^the TLS handshake failed: wrong version number \(localhost:\d+\)$/,
  },
  'a reset in the handshake': {
    target: () => asHttps(tcpTarget((socket) => socket.once('data', () => socket.resetAndDestroy()))),
    reason: 'connection_reset',
    message: /^the connection was reset during the TLS handshake \(localhost:\d+\)$/,
  },
  'a close in the handshake': {
    target: () => asHttps(tcpTarget(answering(''))),
    reason: 'connection_reset',
    message: /^the connection was reset during the TLS handshake \(localhost:\d+\)$/,
  },
  'a server that speaks TLS 1.1 only': {
    target: async () =>
      tlsTarget(() => {}, await localCertificate(), {
        minVersion: 'TLSv1.1',
        maxVersion: 'TLSv1.1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      }),
    reason: 'tls_version',
    message: /^the server speaks no version of TLS from 1\.2 on \(localhost:\d+\)$/,
  },
  'a server that demands a client certificate': {
    target: async () =>
      tlsTarget(() => {}, await localCertificate(), { requestCert: true, rejectUnauthorized: true }),
    reason: 'tls_failed',
    message: /^the TLS handshake failed: .*certificate required \(localhost:\d+\)$/,
  },
};

const asHttps = async (target: Promise<Target>): Promise<Target> => {
  const { port, ...rest } = await target;
  return { ...rest, port, url: `https://localhost:${port}` };
};

const silent = () => asHttps(tcpTarget(() => {}));

describe('a target with a broken certificate or handshake', { retry: 2 }, () => {
  it.each(Object.entries({ ...refused, ...unspoken }))('%s', async (_, { target, reason, message }) => {
    const { url, abandoned } = await target();
    const { result, tookMs } = await timed(http('broken', { url, timeout: '300ms' }));
    expect(tookMs).toBeLessThan(400);
    expect(result).toMatchObject({ state: 'failed', reason, message: expect.stringMatching(message) });
    await abandoned();
  });

  it.each(Object.entries(refused))('%s: its summary is in the evidence', async (_, { target }) => {
    const { url } = await target();
    const { attempts } = await run(http('broken', { url }));
    expect(attempts[0]).toMatchObject({
      evidence: {
        address: '127.0.0.1',
        certificates: [{ sha256: expect.stringMatching(/^[0-9A-F:]{95}$/) }],
      },
      measurements: { certificate_days: expect.any(Number) },
    });
  });
});

describe('a target with a good certificate', () => {
  it('passes, and the days left are measured', async () => {
    const { url, abandoned } = await secured(issued({ to: 30 }));
    const result = await run(http('good', { url, expect: [certificate.daysLeft.atLeast(14)] }));
    expect(result.state).toBe('passed');
    expect(result.attempts[0]?.measurements.certificate_days).toBeCloseTo(30, 1);
    await abandoned();
  });

  it('is told to be expiring when fewer days are left than expected', async () => {
    const { url } = await secured(issued({ to: 6.9 }));
    const result = await run(http('good', { url, expect: [certificate.daysLeft.atLeast(7)] }));
    expect(result).toMatchObject({ state: 'degraded', reason: 'certificate_expiring' });
  });

  it('fails when there is none to count the days of', async () => {
    const { url } = await httpTarget((_request, response) => response.end('ok'));
    const result = await run(http('plain', { url, expect: [certificate.daysLeft.atLeast(7)] }));
    expect(result).toMatchObject({
      state: 'failed',
      reason: 'unexpected_response',
      message: expect.stringContaining('but there is no certificate'),
    });
  });

  it('passes by its address when the certificate holds the address', async () => {
    const { port } = await secured(issued({ hosts: ['127.0.0.1'] }));
    expect(await run(http('by-address', { url: `https://127.0.0.1:${port}` }))).toMatchObject({
      state: 'passed',
    });
  });

  it('passes when the certificate holds a wildcard for the name', async () => {
    const { port } = await secured(issued({ hosts: ['*.example.com'] }));
    const wild = http('wild', { url: `https://quotes.example.com:${port}` });
    expect(await run(wild, { lookup: async () => [{ address: '127.0.0.1', family: 4 }] })).toMatchObject({
      state: 'passed',
    });
  });

  it('fails by its address when the certificate holds the name alone', async () => {
    const { port } = await secured(issued({ hosts: ['localhost'] }));
    expect(await run(http('by-address', { url: `https://127.0.0.1:${port}` }))).toMatchObject({
      state: 'failed',
      reason: 'certificate_wrong_host',
    });
  });
});
