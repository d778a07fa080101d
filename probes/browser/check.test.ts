import { devices } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { formatFinding } from '../../model/finding.ts';
import { project } from '../../model/project.ts';
import { resolve } from '../../model/resolve.ts';
import { secret } from '../../model/secret.ts';
import { DEVICE_NAMES } from '../chromium/devices.ts';
import { kinds } from '../kinds.ts';
import { type BrowserOptions, browser } from './check.ts';

const resolved = (options: object) =>
  resolve(
    project({ home: 'eu-west-1', checks: [browser('a', { journey: async () => {}, ...options })] }),
    kinds,
  );

const said = (options: object): string[] => resolved(options).findings.map(formatFinding);

it.each<[options: object, finding: string]>([
  [
    { journey: 'open' },
    'a: journey: "open" is not a function; write async ({ page, step, expect }) => { ... }',
  ],
  [{ device: 'iPhone 51' }, `a: device: "iPhone 51" is not known; did you mean 'iPhone 11'?`],
  [{ locale: 'en_AU' }, `a: locale: "en_AU" is not a locale; write one such as 'en-AU'`],
  [{ timeZone: 'Sydney' }, `a: timeZone: "Sydney" is not a time zone; write one such as 'Australia/Sydney'`],
  [
    { headers: { Authorization: 'Bearer x' } },
    'a: headers.Authorization: would be sent to every host; write httpCredentials, or a storageState with the cookies',
  ],
  [
    { httpCredentials: { user: 'a', password: secret('b') } },
    'a: httpCredentials.origin: is missing; add origin',
  ],
  [{ storageState: '{}' }, "a: storageState: is written in the open; refer to it: secret('team/name')"],
  [
    { blockedHosts: ['https://stats.example.com'] },
    `a: blockedHosts[0]: "https://stats.example.com" is not a host in lower case; write one such as 'stats.example.com' or '*.example.com'`,
  ],
  [
    { steps: { open: { metric: 'Failed' } } },
    `a: steps.open.metric: "Failed" is not a free name for a metric; write one such as 'LogInDuration'`,
  ],
  [{ stepTimeout: '90s' }, `a: stepTimeout: 1.5m is out of range; write from '100ms' to '60s'`],
])('%j is refused in one line', (options, finding) => expect(said(options)).toEqual([finding]));

describe('what is not said', () => {
  it('has defaults of its own, the timeout shorter for a check that runs often', () => {
    const [check] = resolved({}).checks;
    expect(check).toMatchObject({
      lane: 'browser',
      everyMs: 300_000,
      timeoutMs: 30_000,
      target: 'a journey',
    });
    expect(resolved({ every: '30s' }).checks[0]?.timeoutMs).toBe(24_000);
  });

  it('grants what the journey declares, and what its browser begins with', () => {
    const options: Partial<BrowserOptions> = { secrets: [secret('a/b')], storageState: secret('c/d') };
    expect(JSON.stringify(resolved(options).checks[0]?.spec)).toMatch(/a\/b.*c\/d|c\/d.*a\/b/);
  });
});

it('the devices that can be named are those that Playwright has', () => {
  expect([...DEVICE_NAMES]).toEqual(Object.keys(devices));
});
