import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lane } from '../model/lane.ts';
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

  const probesOf = (lane: Lane): string[] =>
    Object.values(kinds)
      .filter((kind) => (kind.lane ?? 'light') === lane)
      .map(({ kind }) => `probes/${kind}/probe.ts`);

  it.each(HANDLERS)('%s reads at most 600 KB at start', (name) => {
    const { start } = footprintOf(of(name));
    expect(start).toBeGreaterThan(10_000);
    expect(start).toBeLessThan(MAX_START_BYTES);
  });

  /** The whole, in KB: what a new dependency may not double unseen. */
  it.each([
    ['dispatch', 700],
    ['probe', 1_900],
    ['probe-browser', 1_600],
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

  it('probe holds no more of a browser than dispatch, which knows definitions only, and what can go wrong with it', () => {
    const browserIn = (name: HandlerName) =>
      sourcesIn(of(name)).filter((source) =>
        /probes\/chromium\/|playwright|@sparticuz|web-vitals|speedline|client-s3/.test(source),
      );
    const words = browserIn('dispatch');
    expect(words.filter((source) => source.includes('node_modules'))).toEqual([]);
    expect(browserIn('probe').sort()).toEqual([...words, 'probes/chromium/browsers.ts'].sort());
    expect(browserIn('probe-browser').length).toBeGreaterThan(words.length + 5);
  });

  it('probe-browser holds what drives the browser as names alone: the rest is in its layer', () => {
    const held = sourcesIn(of('probe-browser')).filter((source) =>
      /node_modules\/(playwright|@sparticuz|web-vitals)/.test(source),
    );
    expect(held).toEqual([]);
  });

  it.each([
    ['probe', 'light'],
    ['probe-browser', 'browser'],
  ] as const)(
    '%s holds the probes of the %s kinds, each in a file that is its own, and no others',
    (name, lane) => {
      const held = (probe: string): number =>
        Object.values(of(name).outputs).filter(({ inputs }) =>
          Object.keys(inputs).some((input) => input.endsWith(probe)),
        ).length;
      const texts = readdirSync(join(to, name)).map((file) => readFileSync(join(to, name, file), 'utf8'));
      const isElsewhere = (probe: string): boolean =>
        texts.some((text) => text.includes(`the kind ${probe.split('/')[1]} is probed by another function`));
      const [own, others] = lane === 'light' ? [lane, 'browser' as const] : [lane, 'light' as const];
      expect(probesOf(own).map(held)).toEqual(probesOf(own).map(() => 1));
      expect(probesOf(own).filter(isElsewhere)).toEqual([]);
      expect(probesOf(others).filter((probe) => !isElsewhere(probe))).toEqual([]);
    },
  );
});
