import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HttpOptions, http } from '../probes/http/check.ts';
import { header, status } from '../probes/http/words.ts';
import { kinds } from '../probes/kinds.ts';
import { jsonPath, phase, text } from './assertion/words.ts';
import { formatFinding } from './finding.ts';
import { LOCATIONS } from './location.ts';
import { group, type ProjectOptions, project } from './project.ts';
import { resolve } from './resolve.ts';
import { secret } from './secret.ts';

const lines = (options: Partial<ProjectOptions>): string[] =>
  resolve(project({ home: 'eu-west-1', checks: [], ...options }), kinds).findings.map(formatFinding);

const ofCheck = (options: object): string[] =>
  lines({ checks: [http('quote', { url: 'https://example.com/', ...options } as HttpOptions)] });

describe('one clear line names the check, the property, the problem and the fix', () => {
  it.each<[options: object, line: string]>([
    [{ timeot: '5s' }, "quote: timeot: is not a property; did you mean 'timeout'?"],
    [
      { url: 'example.com' },
      `quote: url: "example.com" is not an absolute http or https URL; write one such as 'https://example.com/'`,
    ],
    [{ toString: 1 }, 'quote: toString: is not a property; use one of '],
    [{ url: undefined }, 'quote: url: is missing; add url'],
    [{ method: 'get' }, `quote: method: "get" is not a method; write one in upper case, such as 'GET'`],
    [{ method: 'TRACE' }, `quote: method: "TRACE" is not a method`],
    [
      { url: 'https://me@example.com/' },
      "quote: url: holds a user name; write auth: { basic: { user, password: secret('name') } }",
    ],
    [
      { every: '15s' },
      `quote: every: "15s" is not an interval that can be scheduled; write '10s', '20s', '30s', or whole minutes up to '24h'`,
    ],
    [
      { every: '25h' },
      `quote: every: "25h" is not an interval that can be scheduled; write '10s', '20s', '30s', or whole minutes up to '24h'`,
    ],
    [{ every: '30s', timeout: '30s' }, "quote: timeout: 30s is not below every (30s); write at most '29s'"],
    [{ timeout: 5 }, "quote: timeout: 5 is not a duration; write one such as '100ms'"],
    [{ timeout: '2m' }, "quote: timeout: 2m is out of range; write from '100ms' to '60s'"],
    [
      { locations: ['ap-southeast-22'] },
      `quote: locations[0]: "ap-southeast-22" is not known; did you mean 'ap-southeast-2'?`,
    ],
    [{ locations: [] }, 'quote: locations: has 0 items; write 1 to 32'],
    [
      { labels: { severity: 'critcal' } },
      `quote: labels.severity: "critcal" is not known; did you mean 'critical'?`,
    ],
    [
      { labels: { 'Cost Centre': 'a' } },
      'quote: labels.Cost Centre: is not a label name; use lower-case letters, digits and _',
    ],
    [
      { labels: { location: 'sydney' } },
      'quote: labels.location: is a label that Vedette gives its alarms itself; use another name',
    ],
    [
      { labels: Object.fromEntries(Array.from({ length: 41 }, (_, n) => [`l${n}`, 'x'])) },
      'quote: labels: are 42 with those of the group and the project, and become the tags of an alarm; write at most 40',
    ],
    [
      { runbook: 'wiki/quote' },
      `quote: runbook: "wiki/quote" is not an absolute http or https URL; write one such as 'https://example.com/'`,
    ],
    [
      { retry: { attempts: 9 } },
      'quote: retry.attempts: 9 is not a whole number from 1 to 5; write a number from 1 to 5',
    ],
    [
      { retry: { attempts: 5, after: '30s' }, timeout: '20s' },
      'quote: retry: all attempts together may take 4.5m, more than 1m; lower timeout, attempts or after',
    ],
    [
      { alarms: { failed: { failures: 4, of: 3 } } },
      'quote: alarms.failed: 4 failures of 3 can never be; write failures from 1 to 3',
    ],
    [
      { alarms: { failed: { failures: 2, of: 5, recover: 2 } } },
      'quote: alarms.failed: 2 of 5 takes 4 good periods to be OK again, not 2; write recover: 4 or more, or a smaller of',
    ],
    [
      { every: '24h', alarms: { failed: { failures: 2, of: 3, recover: 7 } } },
      'quote: alarms.failed.of: 8 periods of 24h are longer than CloudWatch evaluates; write at most 7',
    ],
    [
      { alarms: { certificate: { severity: 'warn' } } },
      `quote: alarms.certificate.severity: "warn" is not known; write one of critical, warning, info`,
    ],
    [
      { failWhen: 'most' },
      `quote: failWhen: "most" is not a rule over locations; write 'any', 'all', '50%' or { atLeast: 2 }`,
    ],
    [{ failWhen: '0%' }, 'quote: failWhen: "0%" is not a rule over locations'],
    [{ failWhen: '101%' }, 'quote: failWhen: "101%" is not a rule over locations'],
    [{ failWhen: { atLeast: 0 } }, 'quote: failWhen.atLeast: 0 is not a whole number from 1 to 32'],
    [{ failWhen: { atLeast: 2 } }, 'quote: failWhen.atLeast: 2 of 1 locations can never be; write at most 1'],
    [{ dependsOn: 7 }, 'quote: dependsOn: 7 is not'],
    [
      { every: '30m', alarms: { failed: { failures: 2, of: 50 } } },
      'quote: alarms.failed.of: 50 periods of 30m are longer than CloudWatch evaluates; write at most 48',
    ],
    [
      { every: '24h', alarms: { failed: { failures: 2, of: 8 } } },
      'quote: alarms.failed.of: 8 periods of 24h are longer than CloudWatch evaluates; write at most 7',
    ],
    [
      { thresholds: { degraded: '2s', failed: '1s' } },
      "quote: thresholds.degraded: server above 2s is not below the failed limit (1s); write less than '1s'",
    ],
    [
      { thresholds: { failed: phase('total').above('10s') } },
      'quote: thresholds: total above 10s can never be seen within the timeout of 10s; write a smaller limit or a longer timeout',
    ],
    [
      { auth: { bearer: 'hunter2' } },
      "quote: auth.bearer: is written in the open; refer to it: secret('team/name')",
    ],
    [{ headers: { Host: 'a' } }, 'quote: headers.Host: is set by the probe; leave it out'],
    [
      { headers: { 'x-a': 'a\r\nx-b: c' } },
      'quote: headers.x-a: "a\\r\\nx-b: c" is not a header value; write text on one line',
    ],
    [{ expect: ['status 200'] }, 'quote: expect[0]: is not an assertion; write one such as status.is(200)'],
    [
      { expect: [{ source: 'rcode', operator: 'is' }] },
      'quote: expect[0].source: "rcode" is not known; use one of status, header, text, jsonPath, ',
    ],
    [
      { expect: [jsonPath('$.[').is(1)] },
      `quote: expect[0]: "$.[" is not a JSON path; write one such as '$.status'`,
    ],
    [
      { expect: [status.is(200), text.matches(/(?=a)b/)] },
      'quote: expect[1]: the pattern cannot be run in linear time',
    ],
    [
      { expect: [phase('sever' as never).below('1s')] },
      `quote: expect[0]: "sever" is not known; did you mean 'server'?`,
    ],
  ])('%j', (options, line) => {
    const told = ofCheck(options);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(line.replace('use one of status', 'write one of status'));
  });

  it.each<[options: Partial<ProjectOptions>, line: string]>([
    [
      { home: 'eu-west-9' as never, checks: [http('a', { url: 'https://a.example/' })] },
      `project: home: "eu-west-9" is not known; did you mean 'eu-west-1'?`,
    ],
    [{ checks: [] }, 'project: checks: has 0 items; write 1 to 1000000'],
    [
      { checks: [http('Quote API', { url: 'https://a.example/' })] },
      'Quote API: id: "Quote API" is not an id; use 1 to 100 lower-case letters, digits, . _ or -, starting with a letter or digit',
    ],
    [
      { checks: [http('self', { url: 'https://a.example/' })] },
      "self: id: 'self' is where Vedette's own alarms have their names; use another one",
    ],
    [
      { checks: [{ kind: 'htpt', id: 'a', options: {} }] },
      `a: kind: "htpt" is not a kind of check; did you mean 'http'?`,
    ],
    [
      { checks: [http('a', { url: 'https://a.example/' }), http('a', { url: 'https://a.example/' })] },
      'a: id: is used 2 times; give each check an id of its own',
    ],
    [
      { checks: [group('g', { evry: '1m' } as never, [http('a', { url: 'https://a.example/' })])] },
      "group 'g': defaults.evry: is not a property; did you mean 'every'?",
    ],
    [{ checks: [null as never] }, 'a check without id: id: undefined is not an id'],
  ])('%j', (options, line) => {
    expect(lines(options)[0]).toContain(line);
  });
});

it('collects every finding at once', () => {
  expect(ofCheck({ timeot: '1s', every: '15s', url: 'x', expect: [1] })).toHaveLength(4);
});

it('says how many stacks the alarms need, before CloudFormation refuses them', () => {
  const checks = Array.from({ length: 1_000 }, (_, n) =>
    http(`check-${n}`, { url: 'https://a.example/', thresholds: { degraded: '1s' } }),
  );
  expect(lines({ checks, alarmStacks: 1 })).toEqual([
    'project: alarmStacks: 1 stacks cannot hold the alarms of 1000 checks (500 resources and 1 MB each); write alarmStacks: 8',
  ]);
});

it('lets through what the types let through', () => {
  expect(
    ofCheck({
      method: 'POST',
      body: { a: 1 },
      headers: { 'x-key': secret('quote/key'), accept: 'application/json' },
      query: { symbol: 'BHP' },
      auth: { basic: { user: 'me', password: secret('quote/password') } },
      redirects: 0,
      bodyCap: 1_024,
      retry: { attempts: 2, after: '1s', backoff: 'exponential', cap: '4s', on: 'network' },
      thresholds: { degraded: [phase('tls').above('200ms'), phase('server').above('1s')], failed: '5s' },
      expect: [status.isClass('2xx'), header('x-a').exists()],
      labels: { severity: 'critical', team: 'quant', category: 'business', desk: 'fx' },
      locations: LOCATIONS,
      failWhen: '1%',
      alarms: {
        failed: { failures: 1, of: 3, recover: 4 },
        degraded: false,
        certificate: false,
        advisory: { severity: 'warning' },
      },
    }),
  ).toEqual([]);
});

it('a project that is not sound is not counted', () => {
  const checks = [http('a', { url: 'https://a.example/' })];
  expect(() => lines({ checks, home: 'nowhere', silences: 7, receivers: 7 } as never)).not.toThrow();
});

it('never throws, whatever plain JavaScript hands it', () => {
  fc.assert(
    fc.property(
      fc.anything(),
      fc.anything(),
      fc.constantFrom('http', 'constructor', '__proto__', 7),
      (options, id, kind) => {
        const checks = [{ kind, id, options }] as never;
        expect(() => lines({ checks })).not.toThrow();
      },
    ),
    { numRuns: 1_000 },
  );
});
