import { describe, expect, it } from 'vitest';
import { alarmsOfAll } from '../../model/alarm/check-alarms.ts';
import { metricsOf } from '../../model/check-metrics.ts';
import { formatFinding } from '../../model/finding.ts';
import { project } from '../../model/project.ts';
import { resolve } from '../../model/resolve.ts';
import { kinds } from '../kinds.ts';
import { type FreshnessOptions, freshness, rows } from './check.ts';

const request = { url: 'https://a.example/' };
const JSON_ROWS = rows.json('$.quotes[*]', { symbol: 'symbol', time: 'time' });

type Given = { readonly [Name in keyof FreshnessOptions]?: unknown };

const resolved = (options: Given = {}) => {
  const given = { calendar: 'CRYPTO', request, rows: JSON_ROWS, ...options } as FreshnessOptions;
  return resolve(project({ home: 'eu-west-1', checks: [freshness('quotes', given)] }), kinds);
};

const findings = (options: Given) => resolved(options).findings.map(formatFinding);

const checkOf = (options: Given) => {
  const [check] = resolved(options).checks;
  if (!check) throw new Error(findings(options).join('\n'));
  return check;
};

describe('a definition that is wrong is told in one line', () => {
  it.each<[sentence: string, options: Given, finding: string]>([
    ['no calendar', { calendar: undefined }, 'calendar: is missing; add calendar'],
    [
      'a calendar that is nearly one',
      { calendar: 'XASQ' },
      'calendar: "XASQ" is not known; did you mean \'XASX\'?',
    ],
    ['nowhere to ask', { request: undefined }, 'request: is missing; add request, requests or steps'],
    [
      'two places to ask',
      { requests: [request] },
      'request: is not the only one that says where the data is; write one of request, requests and steps',
    ],
    ['requests that are none', { request: undefined, requests: [] }, 'requests: has 0 items; write 1 to 50'],
    [
      'another scheme',
      { request: { url: 'ftp://a.example/' } },
      'request.url: "ftp://a.example/" is not an absolute http or https URL; write one such as \'https://example.com/\'',
    ],
    [
      'a symbol of a request that has no name',
      { request: { ...request, symbol: '' } },
      'request.symbol: "" is not text of 1 to 50 characters; write a symbol such as \'BHP\'',
    ],
    ['no rows', { rows: undefined }, 'rows: is missing; add rows'],
    [
      'rows that are none',
      { rows: {} },
      "rows: are not rows; write some such as rows.json('$.quotes[*]', { ... })",
    ],
    [
      'a path that is none',
      { rows: rows.json('$.a[', { time: 't' }) },
      'rows: "$.a[" is not a JSON path; write one such as \'$.status\'',
    ],
    [
      'rows without a time',
      { rows: rows.json('$', { symbol: 's' }) },
      'rows.fields.time: is missing; add time',
    ],
    [
      'a field that is nearly one',
      { rows: rows.json('$', { time: 't', prize: 'p' } as never) },
      "rows.fields.prize: is not a property; did you mean 'price'?",
    ],
    [
      'nothing between two columns',
      { rows: rows.csv({ time: 't' }, { separator: '' }) },
      'rows.separator: "" is not text of 1 to 5 characters; write a separator such as \';\'',
    ],
    [
      'a pattern that looks ahead',
      { rows: rows.text(/(?<time>\d+)(?=;)/) },
      'rows: the pattern cannot be run in linear time (error parsing regexp: invalid or unsupported Perl syntax: `(?=`); use what RE2 knows: no look-around, no back-references',
    ],
    [
      'a field of a group that there is none of',
      { rows: rows.text(/(?<when>\d+) (?<price>\d+)/, { time: 'wen', price: 'price' }) },
      'rows.fields.time: "wen" is no group of the pattern; write one of when, price',
    ],
    [
      'a way of writing time that there is none of',
      { time: 'minutes' },
      'time: "minutes" is not known; write one of iso, fix, s, ms, us, ns',
    ],
    [
      'a zone that there is none of',
      { time: { zone: 'Sydney' } },
      'time.zone: "Sydney" is not a time zone; write one such as \'Australia/Sydney\'',
    ],
    ['symbols that are none', { symbols: [] }, 'symbols: has 0 items; write 1 to 20000'],
    [
      'symbols that are text',
      { symbols: 'BHP' },
      'symbols: "BHP" is neither a list of symbols nor how many there must be; write some such as [\'BHP\'] or { atLeast: 300 }',
    ],
    [
      'at least none',
      { symbols: { atLeast: 0 } },
      'symbols.atLeast: 0 is not a whole number from 1 to 1000000; write a number from 1 to 1000000',
    ],
    [
      'a limit that is too short',
      { limit: '50ms' },
      "limit: 50ms is out of range; write from '100ms' to '30d'",
    ],
    ['a group without a name', { groups: [{ symbols: ['A'] }] }, 'groups[0].name: is missing; add name'],
    [
      'a group by a pattern that looks ahead',
      { groups: [{ name: 'a', symbols: /(?=a)/ }] },
      'groups[0].symbols: the pattern cannot be run in linear time (error parsing regexp: invalid or unsupported Perl syntax: `(?=`); use what RE2 knows: no look-around, no back-references',
    ],
    [
      'a group in a market that there is none of',
      { groups: [{ name: 'a', symbols: ['A'], calendar: 'XNYX' }] },
      'groups[0].calendar: "XNYX" is not known; did you mean \'XNYS\'?',
    ],
    [
      'a share of more than all',
      { tolerate: '101%' },
      "tolerate: \"101%\" is not a share; write one from '0%' to '100%'",
    ],
    [
      'a share that is a number',
      { coverage: 0.99 },
      "coverage: 0.99 is not a share; write one from '0%' to '100%'",
    ],
    [
      'names as a list',
      { named: ['BHP'] },
      'named: is a list by itself; write { symbols: [...] }, and above where it is not 300s',
    ],
    ['a grace of hours', { grace: '2h' }, "grace: 2h is out of range; write from '0ms' to '1h'"],
    ['a lag of true', { lag: true }, "lag: true is not a duration; write one such as '100ms'"],
    [
      'a time of day that there is none of',
      { due: { by: '24:00' } },
      "due.by: \"24:00\" is not a time of day; write one from '00:00' to '23:59'",
    ],
    [
      'a zone of what is due that there is none of',
      { due: { by: '18:30', zone: 'NY' } },
      'due.zone: "NY" is not a time zone; write one such as \'Australia/Sydney\'',
    ],
    [
      'a limit beside what is due',
      { due: { by: '18:30' }, limit: '5m' },
      'limit: says nothing beside due; leave it out',
    ],
    [
      'symbols of a feed',
      { rows: rows.feed(), named: { symbols: ['BHP'] } },
      'named: says nothing beside rows.feed(); leave it out',
    ],
    [
      'a sort of unsoundness that is nearly one',
      { sanity: { futur: false } },
      "sanity.futur: is not a property; did you mean 'future'?",
    ],
    [
      'a stamp of now that is told at once',
      { sanity: { now: 1 } },
      'sanity.now: 1 is not a whole number from 2 to 100; write a number from 2 to 100',
    ],
    [
      'a reference below zero',
      { sanity: { jump: { reference: { BHP: -1 } } } },
      'sanity.jump.reference.BHP: -1 is not a price; write a number above 0',
    ],
    [
      'a quota of nothing',
      { quota: {} },
      'quota: limits nothing; add callsPerDay, callsPerMinute or callsPerSecond',
    ],
    [
      'a refusal that is text',
      { quota: { callsPerDay: 10_000, refusal: 'limit' } },
      'quota.refusal: is "limit", not a pattern; write one such as /rate limit/i',
    ],
    [
      'a quota that is less than a day takes',
      { quota: { callsPerDay: 100 } },
      "quota.callsPerDay: 100 are fewer than the 1440 that 1m comes to; write every: '15m' or longer",
    ],
    [
      'a quota that is less than a session takes',
      { quota: { callsPerDay: 100 }, calendar: 'XASX' },
      "quota.callsPerDay: 100 are fewer than the 360 that 1m comes to; write every: '4m' or longer",
    ],
  ])('%s', (_sentence, options, finding) => expect(findings(options)).toEqual([`quotes: ${finding}`]));

  it('and one that says what is usual with every option is right', () => {
    const options: Partial<FreshnessOptions> = {
      symbols: { atLeast: 290 },
      groups: [{ name: 'illiquid', symbols: /^X/, limit: '10m', calendar: 'XNYS' }],
      named: { symbols: ['BHP'], above: '2m' },
      sanity: { future: false, flat: { updates: 3 }, jump: { band: '5%', reference: { BHP: 45 } } },
      quota: { callsPerDay: 100_000, callsPerMinute: 60, callsPerSecond: 5, refusal: /limit/ },
      due: { by: '18:30', zone: 'America/New_York' },
    };
    expect(findings(options)).toEqual([]);
  });
});

describe('what a check publishes is what can come to a value', () => {
  const QUOTES = ['Staleness', 'StaleCount', 'StaleShare', 'MissingCount', 'Coverage'];
  it.each<[sentence: string, options: Given, names: string[]]>([
    ['of quotes', {}, [...QUOTES, 'Lag']],
    ['without a lag', { lag: false }, QUOTES],
    ['with symbols that matter', { named: { symbols: ['BHP'] } }, [...QUOTES, 'Lag', 'NamedStaleness']],
    ['with a quota', { quota: { callsPerDay: 100_000 } }, [...QUOTES, 'Lag', 'Calls']],
    ['of what is due', { due: { by: '18:30' } }, QUOTES],
    ['of a feed', { rows: rows.feed() }, ['Staleness']],
  ])('%s', (_sentence, options, names) => {
    const own = metricsOf(checkOf(options)).flatMap((metric) =>
      typeof metric === 'string' ? [] : [metric.name],
    );
    expect(own).toEqual(names);
  });
});

it('costs by default what its README says: nine metrics and five alarms', () => {
  const check = checkOf({});
  expect([metricsOf(check).length, alarmsOfAll([check]).length]).toEqual([9, 5]);
});

/** Each alarm that the kind asks for: what it is told by, for how many runs of how many seconds. */
const alarms = (options: Given) =>
  alarmsOfAll([checkOf(options)])
    .filter(({ role }) => role !== 'failed' && role !== 'degraded')
    .map((alarm) => {
      if (alarm.type !== 'metric') throw new Error(`${alarm.role} is no metric alarm`);
      const { role, severity, comparison, threshold, window, periodSeconds, missing } = alarm;
      const runs = `${window.failures} of ${window.of} in ${periodSeconds}s`;
      return `${severity} ${role}: ${comparison} ${threshold}, ${runs}, ${missing}`;
    });

describe('what stays degraded is told', () => {
  it.each<[sentence: string, options: Given, told: boolean]>([
    ['a symbol of many that is tolerated', {}, true],
    ['nothing where nothing is tolerated', { tolerate: '0%' }, false],
    ['nothing of a feed, whose one item is all', { rows: rows.feed() }, false],
    ['nothing where the definition says so', { alarms: { degraded: false } }, false],
  ])('%s', (_sentence, options, told) => {
    expect(alarmsOfAll([checkOf(options)]).some(({ role }) => role === 'degraded')).toBe(told);
  });
});

describe('what speaks by itself', () => {
  it.each<[sentence: string, options: Given, expected: string[]]>([
    [
      'for a minute, as nobody says more',
      { every: '10s', named: { symbols: ['BHP'] } },
      [
        'critical stale: above 5, 6 of 6 in 10s, notBreaching',
        'critical named: above 300, 6 of 6 in 10s, notBreaching',
        'critical lag: above 30, 6 of 6 in 10s, notBreaching',
        'warning coverage: below 99, 6 of 6 in 10s, notBreaching',
      ],
    ],
    [
      'at the numbers of the definition, as they are written',
      {
        every: '30s',
        tolerate: '7%',
        coverage: '55%',
        limit: '2m',
        named: { symbols: ['BHP'], above: '90s' },
      },
      [
        'critical stale: above 7, 2 of 2 in 30s, notBreaching',
        'critical named: above 90, 2 of 2 in 30s, notBreaching',
        'critical lag: above 120, 2 of 2 in 30s, notBreaching',
        'warning coverage: below 55, 2 of 2 in 30s, notBreaching',
      ],
    ],
    [
      'of what runs less often, at once',
      { every: '5m', lag: false },
      [
        'critical stale: above 5, 1 of 1 in 300s, notBreaching',
        'warning coverage: below 99, 1 of 1 in 300s, notBreaching',
      ],
    ],
    ['of a feed is the result alone', { rows: rows.feed() }, []],
  ])('%s', (_sentence, options, expected) => expect(alarms(options)).toEqual(expected));

  it('in words that have the numbers as a person writes them', () => {
    const texts = JSON.stringify(alarmsOfAll([checkOf({ tolerate: '7%', coverage: '55%' })]));
    expect(texts).toContain('stale in more than 7 % of its symbols');
    expect(texts).toContain('less than 55 % of those that are wanted');
  });
});
