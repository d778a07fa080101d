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
import type { Check } from '../model/check.ts';
import { project } from '../model/project.ts';
import { REASONS } from '../model/reason.ts';
import { resolve } from '../model/resolve.ts';
import type { Result } from '../model/result.ts';
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
let result: Result;

beforeAll(async () => {
  const authority = await makeAuthority('test');
  const { certificate, privateKey } = await authority.issue({ hosts: ['localhost'] });
  server = createServer({ cert: certificate, key: privateKey }, (_request, response) => response.end('down'));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
  const definition = http('a', {
    url,
    network: 'private',
    runbook: url,
    expect: [status.is(204), phase('total').below('0.001ms')],
  });
  const [check] = resolve(project({ home: 'eu-west-1', checks: [definition] }), kinds).checks as [Check];
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
  result = await runCheck(
    { check, dueAt: Date.now(), location: 'local' },
    ports,
    new AbortController().signal,
  );
});

afterAll(() => server.close());

describe('docs/results.md names every field of a result that did not pass, and no other', () => {
  it.each([
    ['The result', () => result],
    ['An attempt', () => result.attempts[0]],
    ['The evidence', () => result.attempts[0]?.evidence],
  ])('%s', (section, part) => {
    expect(Object.keys(part() ?? {}).sort()).toEqual([...(documented[section] ?? [])].sort());
  });

  it('The reasons', () => expect(documented['The reasons']).toEqual(Object.keys(REASONS)));
});
