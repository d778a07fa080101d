import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { http, phase } from '../../index.ts';
import { run } from '../../test/probing.ts';
import { httpsTarget, httpTarget, localCertificate, tcpTarget } from '../../test/targets.ts';

/** How far a measured delay may be off on a busy machine, in milliseconds. */
const TOLERANCE_MS = 40;

/** A timer may fire up to a millisecond early. */
const atLeast = (ms: number) => ms - 1;

const stages = ['dns', 'connect', 'tls', 'ttfb', 'transfer'] as const;

// Real time on a machine that does other things as well: one quiet run of three is proof.
describe('the phases of an attempt', { retry: 2 }, () => {
  it('are all there over https, and add up to the total', async () => {
    const target = await httpsTarget((_request, response) => response.end('ok'), await localCertificate());
    await run(http('cold', { url: target.url })); // code that runs for the first time takes longer between the phases
    const { phases } = await run(http('timed', { url: target.url }));
    const sum = stages.reduce((total, stage) => total + (phases[stage] ?? Number.NaN), 0);
    expect(Object.keys(phases).sort()).toEqual([...stages, 'total'].sort());
    expect(sum).toBeLessThanOrEqual(phases.total ?? 0);
    expect((phases.total ?? 0) - sum).toBeLessThan(10);
  });

  it('have no tls over http', async () => {
    const target = await httpTarget((_request, response) => response.end('ok'));
    const { phases } = await run(http('timed', { url: target.url }));
    expect(Object.keys(phases).sort()).toEqual(['connect', 'dns', 'total', 'transfer', 'ttfb']);
  });

  it('count the time to the first byte as ttfb', async () => {
    const target = await httpTarget((_request, response) => setTimeout(() => response.end('ok'), 200));
    const { phases } = await run(http('timed', { url: target.url }));
    expect(phases.ttfb).toBeGreaterThanOrEqual(atLeast(200));
    expect(phases.ttfb).toBeLessThan(200 + TOLERANCE_MS);
    expect(phases.transfer).toBeLessThan(TOLERANCE_MS);
  });

  it('count the time from the first byte to the last as transfer', async () => {
    const target = await httpTarget((_request, response) => {
      response.write('first');
      setTimeout(() => response.end('last'), 200);
    });
    const { phases } = await run(http('timed', { url: target.url }));
    expect(phases.transfer).toBeGreaterThanOrEqual(atLeast(200));
    expect(phases.transfer).toBeLessThan(200 + TOLERANCE_MS);
    expect(phases.ttfb).toBeLessThan(TOLERANCE_MS);
  });

  it('count a slow resolver as dns and nothing else', async () => {
    const target = await httpTarget((_request, response) => response.end('ok'));
    const lookup = async () => {
      await delay(200);
      return [{ address: '127.0.0.1', family: 4 }];
    };
    const url = `http://slow.example.com:${target.port}/`;
    const { phases, state } = await run(
      http('timed', { url, thresholds: { failed: phase('server').above('150ms') } }),
      { lookup },
    );
    expect(state).toBe('passed');
    expect(phases.dns).toBeGreaterThanOrEqual(atLeast(200));
    expect(phases.dns).toBeLessThan(200 + TOLERANCE_MS);
    expect((phases.connect ?? 0) + (phases.ttfb ?? 0)).toBeLessThan(TOLERANCE_MS);
  });

  it('leave out what was not reached', async () => {
    const target = await tcpTarget(() => {});
    const { phases } = await run(http('timed', { url: target.url, timeout: '200ms' }));
    expect(Object.keys(phases).sort()).toEqual(['connect', 'dns', 'total']);
    expect(phases.total).toBeGreaterThanOrEqual(atLeast(200));
  });

  it('add up over redirects', async () => {
    const target = await httpTarget((request, response) => {
      const location = request.url === '/' ? '/next' : undefined;
      setTimeout(() => response.writeHead(location ? 302 : 200, location ? { location } : {}).end(), 100);
    });
    const { phases } = await run(http('timed', { url: target.url }));
    expect(phases.ttfb).toBeGreaterThanOrEqual(atLeast(200));
    expect(phases.ttfb).toBeLessThan(200 + 2 * TOLERANCE_MS);
  });

  it('are judged by the thresholds', async () => {
    const target = await httpTarget((_request, response) => setTimeout(() => response.end('ok'), 100));
    const slow = http('slow', { url: target.url, thresholds: { degraded: '50ms', failed: '5s' } });
    expect(await run(slow)).toMatchObject({
      state: 'degraded',
      reason: 'too_slow',
      message: expect.stringMatching(/^server took 1\d\dms, above the degraded limit of 50ms$/),
    });
  });

  it('do not hold the time that reading a secret takes', async () => {
    const target = await httpTarget((_request, response) => response.end('ok'));
    const definition = http('timed', { url: target.url, auth: { bearer: { secret: 'slow' } } });
    const { phases } = await run(definition, { secrets: { slow: 'value' }, secretDelayMs: 200 });
    expect(phases.total).toBeLessThan(200);
  });
});
