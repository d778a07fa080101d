import { afterEach, expect, test, vi } from 'vitest';

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
