import { existsSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PHASE_NAMES } from '../model/phase.ts';
import { project } from '../model/project.ts';
import { resolve } from '../model/resolve.ts';
import { COMMON_RULES } from '../model/shared-rules.ts';
import { kinds } from './kinds.ts';
import { loadProbe } from './load.ts';

const folder = (path: string) => new URL(path, import.meta.url);

const anything = () =>
  fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true, withSet: true });

describe('the registry', () => {
  it('has a line for each folder of a kind', () => {
    const folders = readdirSync(folder('.'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(folder(`${entry.name}/check.ts`)))
      .map(({ name }) => name);
    expect(Object.keys(kinds).sort()).toEqual(folders.sort());
  });
});

describe.each(Object.entries(kinds))('the kind %s', (name, kind) => {
  it('has a folder of its name with a definition, a probe and a README', () => {
    expect(kind.kind).toBe(name);
    for (const file of ['check.ts', 'probe.ts', 'README.md']) {
      expect(existsSync(folder(`${name}/${file}`)), file).toBe(true);
    }
  });

  it('exports its probe', async () => expect(await loadProbe(name)).toBeTypeOf('function'));

  it('builds a definition of its own kind', () => {
    const options = {};
    expect(kind('an-id', options as never)).toEqual({ kind: name, id: 'an-id', options });
  });

  it('says what its assertions read, what it expects and what it measures', () => {
    expect(kind.sources).not.toHaveLength(0);
    for (const { source } of kind.expectByDefault) expect(kind.sources).toContain(source);
    for (const phase of kind.phases) expect(PHASE_NAMES).toContain(phase);
    for (const property of kind.required) expect(Object.keys(kind.rules)).toContain(property);
  });

  it.each(Object.entries(kind.rules))('judges any %s without throwing', (property, rule) => {
    fc.assert(
      fc.property(anything(), (value) => {
        for (const { path, problem, fix } of rule(value, property)) {
          expect(path.startsWith(property)).toBe(true);
          expect(problem).not.toBe('');
          expect(fix).not.toBe('');
        }
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it('resolves any options to a check or to findings, and never throws', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...Object.keys(COMMON_RULES), ...Object.keys(kind.rules)), anything()),
        (options) => {
          const definition = { kind: name, id: 'any', options };
          const { checks, findings } = resolve(project({ home: 'eu-west-1', checks: [definition] }), kinds);
          expect(checks.length + findings.length).toBeGreaterThan(0);
        },
      ),
      { seed: 2, numRuns: 300 },
    );
  });
});
