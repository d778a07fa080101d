import { describe, expect, it } from 'vitest';
import shipped from '../../checks/index.ts';
import { http, project } from '../../index.ts';
import { resolve } from '../../model/resolve.ts';
import { kinds } from '../../probes/kinds.ts';
import { UsageError } from '../usage-error.ts';
import { demoPorts, looksAtDemo } from './ports.ts';

describe('the ports of the demo exchange', () => {
  it('are where the checks that ship look, each of them', () => {
    const { checks } = resolve(shipped, kinds);
    const ports = demoPorts(process.env);
    expect(checks.filter((check) => !looksAtDemo([check], ports))).toEqual([]);
    for (const port of Object.values(ports)) {
      expect(looksAtDemo(checks, { http: port, https: port, fix: port, dns: port })).toBe(true);
    }
  });

  it('come from the environment', () => {
    const env = { VEDETTE_DEMO_PORT: '8080', VEDETTE_DEMO_TLS_PORT: '8443', VEDETTE_DEMO_DNS_PORT: '8053' };
    expect(demoPorts(env)).toEqual({ http: 8080, https: 8443, dns: 8053, fix: 4798 });
  });

  it.each(['0', '65536', '80a', '-1'])('are not %s', (port) => {
    expect(() => demoPorts({ VEDETTE_DEMO_PORT: port })).toThrow(UsageError);
    expect(() => demoPorts({ VEDETTE_DEMO_FIX_PORT: port })).toThrow(/^VEDETTE_DEMO_FIX_PORT is/);
  });

  const LOOKS: Record<string, { url: string; enabled?: boolean; looks: boolean }> = {
    'the plain port': { url: 'http://localhost:4780/', looks: true },
    'the TLS port by address': { url: 'https://127.0.0.1:4743/health', looks: true },
    'a longer port': { url: 'http://localhost:47800/', looks: false },
    'another host': { url: 'https://exchange.example.com/', looks: false },
    'the plain port, switched off': { url: 'http://localhost:4780/', enabled: false, looks: false },
  };

  it.each(Object.entries(LOOKS))(
    'are looked at, or not, by a check of %s',
    (_name, { url, enabled = true, looks }) => {
      const definition = http('one', { url, enabled });
      const { checks } = resolve(project({ home: 'eu-west-1', checks: [definition] }), kinds);
      expect(looksAtDemo(checks, demoPorts({}))).toBe(looks);
    },
  );
});
