import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noArtifacts } from '../functions/platform/artifacts.ts';
import { systemClock } from '../functions/platform/clock.ts';
import { probeMemory } from '../functions/platform/memory.ts';
import { gates } from '../functions/runner/gate.ts';
import { runCheck } from '../functions/runner/run-check.ts';
import { makeAuthority } from '../local/demo/certificates.ts';
import { phase } from '../model/assertion/words.ts';
import { project } from '../model/project.ts';
import { REASONS } from '../model/reason.ts';
import { resolve } from '../model/resolve.ts';
import type { Result } from '../model/result.ts';
import { freshness, rows } from '../probes/freshness/check.ts';
import { http, status } from '../probes/http/check.ts';
import { kinds } from '../probes/kinds.ts';
import { loadProbe } from '../probes/load.ts';
import { dialer } from '../probes/net/dial.ts';

/** docs/results.md, section by section: the names in the first column of its table. */
const documented = Object.fromEntries(
  readFileSync(join(import.meta.dirname, '../docs/results.md'), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((section) => [
      section.split('\n')[0],
      [...section.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name),
    ]),
);

let server: Server;
/** Of a kind that judges an answer, and of one that judges what is in it. */
let results: Result[];

const STALE = JSON.stringify([{ symbol: 'BHP', time: '2026-01-01T00:00:00Z' }]);

beforeAll(async () => {
  const authority = await makeAuthority('test');
  const { certificate, privateKey } = await authority.issue({ hosts: ['localhost'] });
  server = createServer({ cert: certificate, key: privateKey }, ({ url }, response) =>
    response.end(url === '/quotes' ? STALE : 'down'),
  );
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
  const given = { network: 'private', runbook: url } as const;
  const definitions = [
    http('a', { ...given, url, expect: [status.is(204), phase('total').below('0.001ms')] }),
    freshness('b', {
      ...given,
      calendar: 'CRYPTO',
      request: { url: `${url}quotes` },
      rows: rows.json('$[*]', { symbol: 'symbol', time: 'time' }),
    }),
  ];
  const { checks } = resolve(project({ home: 'eu-west-1', checks: definitions }), kinds);
  const ports = {
    clock: systemClock,
    dial: dialer({ extraRoots: [authority.certificate] }),
    secrets: async () => '',
    loadProbe,
    gates: gates(),
    lag: { watch: () => ({ worst: () => 1_000, end: () => {} }) },
    memory: probeMemory(),
    artifacts: noArtifacts,
  };
  const stop = new AbortController().signal;
  results = await Promise.all(
    checks.map((check) => runCheck({ check, dueAt: Date.now(), location: 'local' }, ports, stop)),
  );
});

afterAll(() => server.close());

describe('docs/results.md names every field of a result that did not pass, and no other', () => {
  it.each([
    ['The result', (result: Result) => result],
    ['An attempt', ({ attempts }: Result) => attempts[0]],
    ['The evidence', ({ attempts }: Result) => attempts[0]?.evidence],
  ])('%s', (section, part) => {
    const names = new Set(results.flatMap((result) => Object.keys(part(result) ?? {})));
    expect([...names].sort()).toEqual([...(documented[section] ?? [])].sort());
  });

  it('The reasons', () => expect(documented['The reasons']).toEqual(Object.keys(REASONS)));
});
