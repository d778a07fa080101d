import { type Answer, type Packet, TRUNCATED_RESPONSE } from 'dns-packet';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type NameAnswer, nameServer } from '../../local/demo/name-server.ts';
import { phase } from '../../model/assertion/words.ts';
import type { Reason } from '../../model/reason.ts';
import type { State } from '../../model/result.ts';
import { run } from '../../test/probing.ts';
import { closedPort, localCertificate, tcpTarget } from '../../test/targets.ts';
import { answers, type DnsOptions, dns, rcode, resolvers, ttl } from './check.ts';

type Answering = (transport: string) => NameAnswer;

const NAME = 'exchange.example.com';

async function serving(answer: Answering, tls = false) {
  const certificate = tls ? await localCertificate() : undefined;
  const server = await nameServer({
    answer: (_question, via) => answer(via),
    ...(certificate && { certificate }),
  });
  onTestFinished(server.close);
  return server;
}

const records = (...given: Answer[]): Partial<Packet> => ({ answers: given });

const a = (data: string, ttl = 300): Answer => ({ type: 'A', name: NAME, ttl, data });

/** The lower four bits of the flags are the response code. */
const code = (rcode: number): Partial<Packet> => ({ flags: rcode });

const asking = async (answer: Answering, options: Partial<DnsOptions> = {}) => {
  const { port } = await serving(answer);
  return run(dns('name', { name: NAME, resolver: `127.0.0.1:${port}`, timeout: '300ms', ...options }));
};

describe('the verdict on an answer', () => {
  it.each<[sentence: string, Answering, Partial<DnsOptions>, State, Reason | undefined]>([
    [
      'an answer is enough when nothing is asserted',
      () => records(a('203.0.113.7')),
      {},
      'passed',
      undefined,
    ],
    ['no answers at all', () => records(), {}, 'failed', 'unexpected_answer'],
    ['NXDOMAIN', () => code(3), {}, 'failed', 'dns_not_found'],
    ['NXDOMAIN that must be', () => code(3), { expect: [rcode.is('NXDOMAIN')] }, 'passed', undefined],
    ['SERVFAIL', () => code(2), {}, 'failed', 'dns_failed'],
    ['REFUSED', () => code(5), {}, 'failed', 'dns_failed'],
    ['silence', () => undefined, {}, 'failed', 'dns_timeout'],
    [
      'one of the answers',
      () => records(a('203.0.113.7'), a('203.0.113.8')),
      { expect: [answers.some.is('203.0.113.8')] },
      'passed',
      undefined,
    ],
    [
      'an answer too many',
      () => records(a('203.0.113.7'), a('10.0.0.1')),
      { expect: [answers.each.matches(/^203\./)] },
      'failed',
      'unexpected_answer',
    ],
    [
      'an answer that must not be',
      () => records(a('10.0.0.1')),
      { expect: [answers.none.is('10.0.0.1')] },
      'failed',
      'unexpected_answer',
    ],
    [
      'too few',
      () => records(a('203.0.113.7')),
      { expect: [answers.count.atLeast(2)] },
      'failed',
      'unexpected_answer',
    ],
    [
      'a TTL too low',
      () => records(a('203.0.113.7', 300), a('203.0.113.8', 5)),
      { expect: [ttl.atLeast(60)] },
      'failed',
      'unexpected_answer',
    ],
    [
      'slow for its limit',
      () => records(a('203.0.113.7')),
      { expect: [phase('server').below('0.001ms')] },
      'failed',
      'too_slow',
    ],
  ])('%s', async (_sentence, answer, options, state, reason) => {
    const result = await asking(answer, options);
    expect([result.state, result.reason]).toEqual([state, reason]);
  });

  it.each<[DnsOptions['record'] & string, Answer, text: string]>([
    ['AAAA', { type: 'AAAA', name: NAME, ttl: 1, data: '2001:db8::7' }, '2001:db8::7'],
    ['CNAME', { type: 'CNAME', name: NAME, ttl: 1, data: 'Edge.Example.NET' }, 'edge.example.net'],
    [
      'MX',
      { type: 'MX', name: NAME, ttl: 1, data: { preference: 10, exchange: 'mail.example.com' } },
      '10 mail.example.com',
    ],
    ['NS', { type: 'NS', name: NAME, ttl: 1, data: 'ns1.example.com' }, 'ns1.example.com'],
    ['TXT', { type: 'TXT', name: NAME, ttl: 1, data: ['v=spf1 ', '-all'] }, 'v=spf1 -all'],
    [
      'CAA',
      { type: 'CAA', name: NAME, ttl: 1, data: { flags: 0, tag: 'issue', value: 'ca.example.net' } },
      '0 issue "ca.example.net"',
    ],
    [
      'SRV',
      {
        type: 'SRV',
        name: NAME,
        ttl: 1,
        data: { priority: 1, weight: 5, port: 443, target: 'a.example.com' },
      },
      '1 5 443 a.example.com',
    ],
    [
      'SOA',
      {
        type: 'SOA',
        name: NAME,
        ttl: 1,
        data: {
          mname: 'ns1.example.com',
          rname: 'it.example.com',
          serial: 7,
          refresh: 1,
          retry: 2,
          expire: 3,
          minimum: 4,
        },
      },
      'ns1.example.com it.example.com 7 1 2 3 4',
    ],
  ])('reads a %s record as a zone file shows it', async (record, answer, text) => {
    const result = await asking(() => records(answer), { record, expect: [answers.each.is(text)] });
    expect(result.message).toBe('everything held');
  });
});

describe('bytes that are no message', () => {
  const withId = (bytes: Buffer) => Buffer.concat([bytes.subarray(2, 4), Buffer.from([9, 9, 9, 9])]);

  it.each<[sentence: string, reply: (bytes: Buffer) => Buffer, Reason]>([
    [
      'garbage of the announced length',
      (bytes) => Buffer.concat([Buffer.from([0, 6]), withId(bytes)]),
      'protocol_error',
    ],
    [
      'less than the announced length',
      (bytes) => Buffer.concat([Buffer.from([1, 0]), withId(bytes)]),
      'connection_reset',
    ],
  ])('%s', async (_sentence, reply, reason) => {
    const { port } = await tcpTarget((socket) =>
      socket.on('data', (bytes: Buffer) => socket.end(reply(bytes))),
    );
    const result = await run(
      dns('name', { name: NAME, resolver: `127.0.0.1:${port}`, transport: 'tcp', timeout: '300ms' }),
    );
    expect(result.reason).toBe(reason);
  });
});

describe('the transport', () => {
  it('turns to TCP when the datagram was cut short', async () => {
    const seen: string[] = [];
    const answer: Answering = (via) => {
      seen.push(via);
      return via === 'udp' ? { ...records(), flags: TRUNCATED_RESPONSE } : records(a('203.0.113.7'));
    };
    expect((await asking(answer)).state).toBe('passed');
    expect(seen).toEqual(['udp', 'tcp']);
  });

  it('is TLS when told so, to a resolver whose certificate is right', async () => {
    const { tlsPort } = await serving((via) => (via === 'tls' ? records(a('203.0.113.7')) : undefined), true);
    const ask = (host: string) =>
      run(dns('name', { name: NAME, resolver: `${host}:${tlsPort}`, transport: 'tls' }));
    expect((await ask('localhost')).phases).toMatchObject({
      tls: expect.any(Number),
      ttfb: expect.any(Number),
    });
  });

  it('a closed port is refused at once, over UDP as over TCP', async () => {
    const port = await closedPort();
    for (const transport of ['udp', 'tcp'] as const) {
      const result = await run(dns('name', { name: NAME, resolver: `127.0.0.1:${port}`, transport }));
      expect([transport, result.reason]).toEqual([transport, 'connect_refused']);
    }
  });

  it('a datagram with another id is waited past', async () => {
    const { createSocket } = await import('node:dgram');
    const udp = createSocket('udp4').bind(0, '127.0.0.1');
    await new Promise<void>((listening) => udp.once('listening', listening));
    onTestFinished(() => void udp.close());
    udp.on('message', (bytes, from) => {
      const forged = Buffer.from(bytes);
      forged.writeUInt16BE((bytes.readUInt16BE() + 1) % 65_536);
      udp.send(forged, from.port, from.address);
    });
    const result = await run(
      dns('name', { name: NAME, resolver: `127.0.0.1:${udp.address().port}`, timeout: '200ms' }),
    );
    expect(result).toMatchObject({
      reason: 'dns_timeout',
      message: expect.stringContaining('the resolver did not answer'),
    });
  });

  it('a private resolver is not asked for a check of the public network', async () => {
    const { port } = await serving(() => records(a('203.0.113.7')));
    const result = await run(dns('name', { name: NAME, resolver: `127.0.0.1:${port}`, network: 'public' }));
    expect(result).toMatchObject({ state: 'errored', reason: 'address_refused' });
  });
});

describe('several resolvers', () => {
  const asked = async (...answering: Answering[]) => {
    const servers = await Promise.all(answering.map((answer) => serving(answer)));
    return run(
      dns('name', {
        name: NAME,
        resolver: servers.map(({ port }) => `127.0.0.1:${port}`),
        timeout: '300ms',
        expect: [resolvers.agree()],
      }),
    );
  };

  it('agree whatever the order of their answers', async () => {
    const there = () => records(a('203.0.113.7'), a('203.0.113.8', 5));
    const back = () => records(a('203.0.113.8'), a('203.0.113.7'));
    expect((await asked(there, back)).state).toBe('passed');
  });

  it.each<[sentence: string, Answering]>([
    ['another answer', () => records(a('198.51.100.1'))],
    ['no answer', () => code(2)],
    ['silence', () => undefined],
  ])('disagree: %s', async (_sentence, other) => {
    const result = await asked(() => records(a('203.0.113.7')), other);
    expect([result.state, result.reason]).toEqual(['failed', 'resolvers_disagree']);
  });
});
