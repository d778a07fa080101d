import { afterEach, describe, expect, it, test, vi } from 'vitest';
import { resolve } from '../model/resolve.ts';
import { kinds } from '../probes/kinds.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

test.each([
  ['https://exchange.example.com', 'public'],
  ['https://localhost.example.com', 'public'],
  ['https://127.0.0.1.example.com', 'public'],
  ['https://localhost:8443', 'private'],
  ['http://localhost/', 'private'],
  ['https://127.0.0.1:8443', 'private'],
  ['https://[::1]:8443', 'private'],
])('%s is on the %s network', async (url, network) => {
  vi.stubEnv('VEDETTE_TARGET', url);
  const { target } = await import('./target.ts');
  expect(target).toMatchObject({ secure: url, network });
});

/** The checks of the example as they are with these variables. */
async function checksWith(env: Record<string, string>) {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const { default: project } = await import('./index.ts');
  const { checks, findings } = resolve(project, kinds);
  return { findings, targets: Object.fromEntries(checks.map(({ id, target }) => [id, target])) };
}

describe('the checks that not every target has', () => {
  const WATCHED: Record<
    string,
    { env: Record<string, string>; targets: Record<string, string | undefined> }
  > = {
    'of the demo exchange': {
      env: { VEDETTE_TARGET: '', VEDETTE_DEMO_TLS_PORT: '', VEDETTE_DEMO_FIX_PORT: '1' },
      targets: {
        certificate: 'tls localhost:4743',
        'fix-gateway': 'tls localhost:1',
        'public-name': expect.stringMatching(/^A exchange\.demo at 127\.0\.0\.1:/),
        portfolio: 'https://localhost:4743/',
      },
    },
    'of a real target': {
      env: { VEDETTE_TARGET: 'https://exchange.example.com' },
      targets: {
        certificate: 'tls exchange.example.com:443',
        'public-name': 'A exchange.example.com',
        'fix-gateway': undefined,
        portfolio: undefined,
      },
    },
    'of one with a FIX gateway': {
      env: {
        VEDETTE_TARGET: 'https://exchange.example.com:8443',
        VEDETTE_FIX_GATEWAY: 'fix.example.com:9878',
      },
      targets: { certificate: 'tls exchange.example.com:8443', 'fix-gateway': 'tls fix.example.com:9878' },
    },
    'of a target that has no name': {
      env: { VEDETTE_TARGET: 'https://[2001:db8::7]' },
      targets: { certificate: 'tls 2001:db8::7:443', 'public-name': undefined },
    },
  };

  it.each(Object.entries(WATCHED))('%s', async (_name, { env, targets: expected }) => {
    const { findings, targets } = await checksWith(env);
    expect(findings).toEqual([]);
    for (const [id, target] of Object.entries(expected))
      expect({ [id]: targets[id] }).toEqual({ [id]: target });
  });

  it('of a FIX gateway without a port are told as a finding', async () => {
    const { findings } = await checksWith({
      VEDETTE_TARGET: 'https://exchange.example.com',
      VEDETTE_FIX_GATEWAY: 'fix.example.com',
    });
    expect(findings).toMatchObject([{ subject: 'fix-gateway', property: 'port' }]);
  });
});
