import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from 'dns-packet';
import { describe, expect, it, onTestFinished } from 'vitest';
import { http } from '../../index.ts';
import { type NameAnswer, nameServer } from '../../local/demo/name-server.ts';
import type { Reason } from '../../model/reason.ts';
import { run, runAll, timed } from '../../test/probing.ts';
import { closedPort, httpTarget } from '../../test/targets.ts';
import { hostsFile } from './hosts.ts';
import { nameLookup } from './names.ts';

const NAME = 'target.example.com';

/** What is answered to A and to AAAA. */
interface Zone {
  readonly A?: NameAnswer;
  readonly AAAA?: NameAnswer;
}

const noHosts = () => [];

/** A look-up that asks one name server of its own, and the questions that came. */
async function asking(zone: Zone | ((type: string) => NameAnswer)) {
  const asked: string[] = [];
  const server = await nameServer({
    answer: ({ name, type }) => {
      asked.push(`${type} ${name}`);
      return typeof zone === 'function' ? zone(type) : zone[type as keyof Zone];
    },
  });
  onTestFinished(server.close);
  return { lookup: nameLookup({ servers: [`127.0.0.1:${server.port}`], hosts: noHosts }), asked };
}

const at = (...answers: Answer[]): NameAnswer => ({ answers });
const v4: Answer = { type: 'A', name: NAME, ttl: 0, data: '127.0.0.1' };
const v6: Answer = { type: 'AAAA', name: NAME, ttl: 0, data: '::1' };
const code = (rcode: number): NameAnswer => ({ flags: rcode });
const both = (answer: NameAnswer): Zone => ({ A: answer, AAAA: answer });

const TIMEOUT_MS = 300;
const GRACE_MS = 100;

const definition = (port: number, id = 'named') =>
  http(id, { url: `http://${NAME}:${port}/`, timeout: `${TIMEOUT_MS}ms` });

const ok = () => httpTarget((_request, response) => response.end('ok'));

describe('the name of a target', () => {
  it.each<[sentence: string, zone: Zone, reason: Reason, message: string]>([
    ['that does not exist', both(code(3)), 'dns_not_found', 'the name does not exist'],
    ['that is answered with nothing', both(at()), 'dns_not_found', 'the name has no address'],
    ['SERVFAIL', both(code(2)), 'dns_failed', 'the resolver failed on the name (SERVFAIL)'],
    ['REFUSED', both(code(5)), 'dns_failed', 'the resolver refused to answer (REFUSED)'],
    [
      'SERVFAIL to one question alone',
      { A: at(), AAAA: code(2) },
      'dns_failed',
      'the resolver failed on the name (SERVFAIL)',
    ],
    ['silence', {}, 'dns_timeout', `the name was not resolved within ${TIMEOUT_MS}ms`],
    [
      'bytes that are no message',
      both(Buffer.from('hello')),
      'dns_failed',
      'the answer of the resolver is malformed',
    ],
    [
      'a CNAME that leads to itself',
      both(at({ type: 'CNAME', name: NAME, ttl: 0, data: NAME })),
      'dns_not_found',
      'the name has no address',
    ],
  ])('%s', async (_sentence, zone, reason, message) => {
    const { lookup } = await asking(zone);
    const { result, tookMs } = await timed(definition(80), { lookup });
    expect(result).toMatchObject({ state: 'failed', reason, message: `${message} (${NAME})` });
    expect(tookMs).toBeLessThan(TIMEOUT_MS + GRACE_MS);
  });

  it('fails at once when no resolver listens', async () => {
    const lookup = nameLookup({ servers: [`127.0.0.1:${await closedPort()}`], hosts: noHosts });
    const result = await run(definition(80), { lookup });
    expect(result).toMatchObject({ reason: 'dns_failed', message: `no resolver could be reached (${NAME})` });
  });

  it('passes by its one family when the other one is never answered', async () => {
    const target = await ok();
    for (const zone of [{ A: at(v4) }, { A: at(v4), AAAA: code(2) }]) {
      const { lookup } = await asking(zone);
      const result = await run(definition(target.port), { lookup });
      expect(result.state).toBe('passed');
      expect(result.phases.dns).toBeLessThan(150);
    }
  });

  it('is asked for once in each family, and tried by IPv4 first', async () => {
    const target = await ok();
    const { lookup, asked } = await asking({ A: at(v4), AAAA: at(v6) });
    expect((await run(definition(target.port), { lookup })).state).toBe('passed');
    expect(asked.sort()).toEqual([`A ${NAME}`, `AAAA ${NAME}`]);
    expect(await lookup(NAME, { signal: new AbortController().signal })).toEqual([
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]);
  });

  it('is asked for in one family alone when the check says so', async () => {
    const target = await ok();
    const { lookup, asked } = await asking({ A: at(v4), AAAA: at(v6) });
    const result = await run(http('v4', { url: `http://${NAME}:${target.port}/`, ip: 4 }), { lookup });
    expect(result.state).toBe('passed');
    expect(asked).toEqual([`A ${NAME}`]);
  });

  it('is whole: a bare word is asked for as it is, without a search domain', async () => {
    const { lookup, asked } = await asking(both(code(3)));
    await run(http('bare', { url: 'http://intranet/', timeout: '300ms' }), { lookup });
    expect(new Set(asked)).toEqual(new Set(['A intranet', 'AAAA intranet']));
  });

  it('turns to TCP when the answer does not fit a datagram', async () => {
    const target = await ok();
    const many = Array.from(
      { length: 100 },
      (_, n): Answer => ({ ...v4, data: `127.0.0.${n + 1}` }) as Answer,
    );
    const server = await nameServer({
      answer: ({ type }, transport) => {
        if (type !== 'A') return at();
        return transport === 'udp' ? { flags: 0x200 } : at(...many);
      },
    });
    onTestFinished(server.close);
    const lookup = nameLookup({ servers: [`127.0.0.1:${server.port}`], hosts: noHosts });
    expect((await run(definition(target.port), { lookup })).state).toBe('passed');
  });
});

describe('eight look-ups that are stuck', () => {
  it('each end at their timeout, and hold up nobody else', async () => {
    const target = await ok();
    const { lookup } = await asking({ A: undefined });
    const sound = await asking({ A: at(v4), AAAA: at() });
    await run(definition(target.port), { lookup: sound.lookup });
    const began = performance.now();
    const stuck = runAll(
      Array.from({ length: 8 }, (_, n) => definition(target.port, `stuck-${n}`)),
      { lookup },
    );
    await delay(20);
    const { result, tookMs } = await timed(definition(target.port), { lookup: sound.lookup });
    expect(result.state).toBe('passed');
    expect(tookMs).toBeLessThan(100);
    const results = await stuck;
    expect(results.map(({ reason }) => reason)).toEqual(Array(8).fill('dns_timeout'));
    for (const { phases } of results) expect(phases.total).toBeLessThan(TIMEOUT_MS + GRACE_MS);
    expect(performance.now() - began).toBeLessThan(TIMEOUT_MS + 2 * GRACE_MS);
  });

  it('leave no question behind', async () => {
    const { lookup } = await asking({});
    const sockets = () => process.getActiveResourcesInfo().filter((name) => /query|timer/i.test(name)).length;
    const before = sockets();
    const stop = new AbortController();
    const pending = lookup(NAME, { signal: stop.signal });
    await delay(20);
    stop.abort();
    await expect(pending).rejects.toMatchObject({ code: 'ECANCELLED' });
    expect(sockets()).toBe(before);
  });
});

describe('a name that is not asked for', () => {
  const unasked = () => nameLookup({ servers: ['127.0.0.1:1'], hosts: noHosts });
  const signal = new AbortController().signal;

  it.each(['localhost', 'LOCALHOST', 'localhost.', 'api.localhost'])('%s is loopback', async (name) => {
    expect((await unasked()(name, { signal })).map(({ address }) => address)).toEqual(['127.0.0.1', '::1']);
  });

  it.each(['notlocalhost', 'localhost.example.com'])('%s is not', async (name) => {
    await expect(unasked()(name, { signal })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('is one of the hosts file, which is read again when it was changed', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'vedette-hosts-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const path = join(directory, 'hosts');
    const hosts = hostsFile(path);
    expect(hosts('exchange')).toEqual([]);
    writeFileSync(
      path,
      '# ours\n10.0.0.7\tExchange exchange.internal # the desk\n::7 exchange\nnonsense here\n',
    );
    const lookup = nameLookup({ servers: ['127.0.0.1:1'], hosts });
    expect(await lookup('EXCHANGE', { signal })).toEqual([
      { address: '10.0.0.7', family: 4 },
      { address: '::7', family: 6 },
    ]);
    expect(hosts('here')).toEqual([]);
    writeFileSync(path, '10.0.0.8 exchange\n');
    utimesSync(path, 0, 1_000);
    expect(hosts('exchange')).toEqual([{ address: '10.0.0.8', family: 4 }]);
  });
});
