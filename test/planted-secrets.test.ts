import { describe, expect, it } from 'vitest';
import { runMessages } from '../functions/runner/run-messages.ts';
import { api, type Definition, http, jsonPath, secret, status, tcp, text } from '../index.ts';
import { reporters } from '../local/reporters/registry.ts';
import type { Result } from '../model/result.ts';
import { checksOf } from './checks.ts';
import { messageOf, PLENTY_MS, SPOOL, setUp } from './messages.ts';
import { hitsIn, secretValue } from './planted.ts';
import { runAll } from './probing.ts';
import { httpTarget, tcpTarget } from './targets.ts';

const COUNT = 50;

const SECRETS: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: COUNT }, (_, n) => [`${n}`, secretValue(`${n}`)]),
);

let next = 0;
const take = () => secret(`${next++ % COUNT}`);

/** Ten of each kind of place; what they meet echoes everything. */
function planted(url: string, port: number): Definition[] {
  const broken = [status.is(200), text.is('nothing'), jsonPath('$.seen').is('nothing')];
  return Array.from({ length: 5 }, (_, n) => [
    http(`header-${n}`, { url, headers: { 'x-key': take(), cookie: take() }, expect: broken }),
    http(`query-${n}`, { url, query: { key: take(), again: take() }, expect: broken }),
    http(`body-${n}`, { url, method: 'POST', body: take(), expect: broken }),
    http(`bearer-${n}`, { url, auth: { bearer: take() }, redirects: 0, expect: broken }),
    http(`basic-${n}`, { url, auth: { basic: { user: 'desk', password: take() } }, expect: broken }),
    api(`api-${n}`, {
      steps: [{ name: 'echo', url, query: { key: take() }, auth: { bearer: take() }, expect: broken }],
    }),
    tcp(`tcp-${n}`, {
      host: '127.0.0.1',
      port,
      timeout: '300ms',
      exchanges: [{ send: take(), expect: 'never' }],
    }),
  ]).flat();
}

/** Answers with everything that it was sent, in every place that an attempt keeps. */
const echo = () =>
  httpTarget(async (request, response) => {
    const body = (await request.toArray()).join('');
    const seen = `${decodeURIComponent(request.url ?? '')} ${request.url} ${JSON.stringify(request.headers)} ${body}`;
    const header = encodeURIComponent(seen).slice(0, 3_000);
    response.writeHead(500, {
      location: `/?${header}`,
      etag: header,
      server: header,
      'x-request-id': header,
    });
    response.end(JSON.stringify({ seen, headers: request.headers, body }));
  });

const hits = (output: string): string[] => hitsIn(SECRETS, output);

describe(`${COUNT} planted secrets, echoed by the target`, () => {
  const definitionsOf = async () => {
    next = 0;
    const tcpEcho = await tcpTarget((socket) => socket.on('data', (bytes) => socket.write(bytes)));
    return planted(`${(await echo()).url}/`, tcpEcho.port);
  };

  it('are in no reporter of one machine', async () => {
    const results: Result[] = await runAll(await definitionsOf(), { secrets: SECRETS });
    expect(next).toBeGreaterThanOrEqual(COUNT);
    expect(results.filter(({ state }) => state === 'failed')).toHaveLength(results.length);
    for (const reporter of Object.values(reporters)) {
      const output = [
        ...results.map((result) => reporter.onResult?.(result) ?? ''),
        reporter.onEnd?.(results, { color: false }) ?? '',
      ].join('');
      expect(hits(output)).toEqual([]);
    }
    expect(JSON.stringify(results)).toContain('[redacted]');
  });

  it('are in no log line, no datapoint and no message of the spool', async () => {
    const checks = checksOf(...(await definitionsOf()));
    const { ports, cloudwatch, sqs, log } = setUp(checks, { secrets: async (name) => SECRETS[name] ?? '' });
    cloudwatch.script.always('deny');
    await runMessages([messageOf(checks)], PLENTY_MS, ports);
    expect(sqs.in(SPOOL).length).toBeGreaterThan(0);
    expect(log.lines.length).toBeGreaterThan(checks.length);
    expect(hits(JSON.stringify([log.lines, sqs.in(SPOOL), cloudwatch.calls]))).toEqual([]);
  });
});
