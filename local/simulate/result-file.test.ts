import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receivers } from '../../functions/notify/receivers.ts';
import { project } from '../../model/project.ts';
import { resolveProject } from '../../model/resolve-project.ts';
import type { Routing } from '../../model/route/route.ts';
import { http } from '../../probes/http/check.ts';
import { kinds } from '../../probes/kinds.ts';
import { fileScenario } from './result-file.ts';
import { simulate } from './simulation.ts';

const { checks, alarms } = resolveProject(
  project({
    home: 'eu-west-1',
    checks: [
      http('quote', { url: 'https://a.example/', locations: ['eu-west-1', 'us-east-1'], failWhen: 'any' }),
      http('site', { url: 'https://a.example/' }),
    ],
  }),
  { kinds, receivers },
);

const NOBODY: Routing = { reach: () => [], inhibition: () => () => undefined, silence: () => undefined };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vedette-results-'));
});
afterAll(() => rm(folder, { recursive: true }));

const result = (minute: number, state: string, more: object = {}) =>
  JSON.stringify({
    check: 'quote',
    location: 'eu-west-1',
    state,
    scheduledAt: new Date(Date.UTC(2026, 10, 21, 3, minute, 20)).toISOString(),
    ...more,
  });

async function scenarioOf(...lines: string[]) {
  const file = join(folder, 'results.jsonl');
  await writeFile(file, lines.join('\n'));
  return { file, scenario: await fileScenario(checks, file) };
}

async function statesOf(...lines: string[]): Promise<string[]> {
  const { scenario } = await scenarioOf(...lines);
  const { events } = simulate({ scenario, alarms, routing: NOBODY, receivers: [] });
  return events.map(
    ({ at, alarm, state }) => `${new Date(at).toISOString().slice(14, 16)} ${alarm} ${state}`,
  );
}

const course = (marks: string, more: object = {}) =>
  [...marks].map((mark, index) => result(index, mark === 'X' ? 'failed' : 'passed', more));

describe('a file of results', () => {
  it('is what the alarms see; of checks that it does not have there are none', async () => {
    const { scenario } = await scenarioOf(...course('00XX000'));
    expect(scenario.checks.map(({ id }) => id)).toEqual(['quote']);
    const both = [...course('00XX0000'), '', ...course('00000000', { location: 'us-east-1' })];
    expect(await statesOf(...both)).toEqual(['04 vedette/quote/failed ALARM', '06 vedette/quote/failed OK']);
  });

  it('leaves each check as it was last; one that begins late was silent until then', async () => {
    expect(await statesOf(...course('000XX'))).toEqual(['05 vedette/quote/failed ALARM']);
    expect(await statesOf(...course('0000'), result(12, 'passed', { check: 'site' }))).toEqual([
      '02 vedette/self/eu-west-1/watchdog ALARM',
      '04 vedette/site/failed ALARM',
      '14 vedette/site/failed OK',
      '14 vedette/self/eu-west-1/watchdog OK',
    ]);
  });

  it('says nothing of the probes at other locations', async () => {
    expect(await statesOf(...course('00XX00', { check: 'site' }))).toEqual([
      '04 vedette/site/failed ALARM',
      '06 vedette/site/failed OK',
    ]);
  });

  it('of one machine stands for every location', async () => {
    expect(await statesOf(...course('00XX0000', { location: 'local' }))).toEqual([
      '04 vedette/quote/failed ALARM',
      '06 vedette/quote/failed OK',
    ]);
  });

  it('has outages, from a first bad result until all locations are good', async () => {
    const both = [...course('0XX000X'), ...course('00XXX00', { location: 'us-east-1' })];
    const { scenario } = await scenarioOf(...both);
    const minutes = scenario.outages.map(({ from, until }) =>
      [from, until].map((at) => new Date(at).toISOString().slice(14, 19)),
    );
    expect(minutes).toEqual([
      ['01:20', '05:20'],
      ['06:20', '08:00'],
    ]);
  });

  it.each<[sentence: string, line: string, says: string]>([
    ['no JSON', 'quote failed', 'is not a result: quote failed'],
    ['no object', '3', 'is not a result: 3'],
    ['no check', '{}', 'is not a result: it has no check'],
    [
      'an unknown check',
      result(1, 'failed', { check: 'qote' }),
      `no enabled check is named "qote"; did you mean 'quote'?`,
    ],
    [
      'an unknown state',
      result(1, 'broken'),
      'state is "broken"; it must be one of passed, degraded, failed, errored',
    ],
    [
      'no time',
      result(1, 'failed', { scheduledAt: undefined }),
      'scheduledAt is missing; it must be a time such as 2026-11-21T09:30:00Z',
    ],
    [
      'a location where it does not run',
      result(1, 'failed', { location: 'sa-east-1' }),
      'location is "sa-east-1"; it must be one of eu-west-1, us-east-1, local',
    ],
  ])('with %s on a line says which line', async (_sentence, line, says) => {
    await expect(scenarioOf(result(0, 'passed'), '', line)).rejects.toThrow(`results.jsonl line 3: ${says}`);
  });

  it('that is empty, or is not there, is refused', async () => {
    await expect(scenarioOf('')).rejects.toThrow('results.jsonl has no results');
    await expect(fileScenario(checks, join(folder, 'none'))).rejects.toThrow(/none cannot be read: ENOENT/);
  });

  it('takes attempts only when they are some', async () => {
    const odd = result(0, 'passed', { attempts: [{ state: 'passed' }] });
    expect(
      (await scenarioOf(odd)).scenario.resultsIn(Date.UTC(2026, 10, 21, 3, 0))[0]?.attempts,
    ).toHaveLength(1);
    expect(await statesOf(odd)).toEqual([]);
  });
});
