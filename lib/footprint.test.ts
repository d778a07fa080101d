import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../probes/kinds.ts';
import { type Bundled, bundleHandler, HANDLERS, type HandlerName } from './bundle.ts';
import { footprintOf, MAX_START_BYTES, sourcesIn } from './footprint.ts';

/** The real handlers, bundled once. */
describe('the assets', () => {
  const to = mkdtempSync(join(tmpdir(), 'vedette-footprint-'));
  const assets = new Map<HandlerName, Bundled['metafile']>();
  beforeAll(async () => {
    for (const name of HANDLERS) assets.set(name, (await bundleHandler(name, { to, kinds })).metafile);
  }, 60_000);
  afterAll(() => rmSync(to, { recursive: true, force: true }));

  const of = (name: HandlerName): Bundled['metafile'] => assets.get(name) ?? { inputs: {}, outputs: {} };

  const probes = Object.keys(kinds).map((kind) => `probes/${kind}/probe.ts`);

  it.each(HANDLERS)('%s reads at most 600 KB at start', (name) => {
    const { start } = footprintOf(of(name));
    expect(start).toBeGreaterThan(10_000);
    expect(start).toBeLessThan(MAX_START_BYTES);
  });

  /** The whole, in KB: what a new dependency may not double unseen. */
  it.each([
    ['dispatch', 700],
    ['probe', 1_600],
    ['flush-spool', 450],
    ['notify', 1_100],
    ['reconcile', 1_100],
  ] as const)('%s weighs at most %i KB in all', (name, kb) => {
    expect(footprintOf(of(name)).total).toBeLessThan(kb * 1_000);
  });

  it.each(['dispatch', 'flush-spool', 'notify', 'reconcile'] as const)(
    '%s holds no probe and no HTTP client of probes',
    (name) => {
      const held = sourcesIn(of(name)).filter((source) =>
        /probes\/\w+\/probe\.ts|node_modules\/undici/.test(source),
      );
      expect(held).toEqual([]);
      expect(sourcesIn(of('probe')).filter((source) => source.includes('node_modules/undici/'))).not.toEqual(
        [],
      );
    },
  );

  it('probe reads at start no probe, no SDK, no undici, no ajv, no ASN.1', () => {
    const early = sourcesIn(of('probe'), 'start').filter((source) =>
      /probes\/\w+\/probe\.ts|node_modules\/(undici|ajv|@aws-sdk|@smithy|@peculiar|asn1js|tough-cookie)\//.test(
        source,
      ),
    );
    expect(early).toEqual([]);
  });

  it('probe holds the probe of each kind in a file that is its own', () => {
    const files = probes.map((probe) =>
      Object.entries(of('probe').outputs).flatMap(([name, { inputs }]) =>
        Object.keys(inputs).some((input) => input.endsWith(probe)) ? [name] : [],
      ),
    );
    expect(files.map(({ length }) => length)).toEqual(probes.map(() => 1));
    expect(new Set(files.flat()).size).toBe(probes.length);
  });
});
