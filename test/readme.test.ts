import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { receivers } from '../functions/notify/receivers.ts';
import { formatFinding } from '../model/finding.ts';
import { isProject, type Project, project } from '../model/project.ts';
import { resolve } from '../model/resolve.ts';
import { resolveProject } from '../model/resolve-project.ts';
import { type HttpOptions, http } from '../probes/http/check.ts';
import { kinds } from '../probes/kinds.ts';
import { ended, freePorts, vedette } from './cli/vedette.ts';
import definition, { portfolio } from './readme.definition.ts';
import everyKind from './readme.kinds.ts';
import told from './readme.routes.ts';

const read = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8');

const README = read('../README.md');

/** The code blocks of the README, by what is written above them. */
const blockAfter = (mark: string): string =>
  new RegExp(`${mark}[^\n]*\n\`\`\`\\w*\n([^\`]*)\`\`\``).exec(README)?.[1] ?? `nothing after ${mark}`;

describe('README.md', () => {
  it('shows a definition that compiles and is valid', () => {
    expect(blockAfter('<!-- test/readme.definition.ts')).toBe(read('readme.definition.ts'));
    expect(isProject(definition)).toBe(true);
    expect(resolve(definition as Project, kinds).findings).toEqual([]);
  });

  it('shows a check of each kind that there is, all of them valid, and points at each kind', () => {
    expect(blockAfter('<!-- test/readme.kinds.ts')).toBe(read('readme.kinds.ts'));
    const { checks, findings } = resolve(everyKind, kinds);
    expect(findings).toEqual([]);
    expect(checks.map(({ kind }) => kind).sort()).toEqual(Object.keys(kinds).sort());
    for (const kind of Object.keys(kinds)) expect(README).toContain(`[${kind}](probes/${kind}/README.md)`);
  });

  it('shows receivers and routes that are valid, and points at each kind of receiver', () => {
    expect(blockAfter('<!-- test/readme.routes.ts')).toBe(read('readme.routes.ts'));
    expect(resolveProject(told, { kinds, receivers }).findings).toEqual([]);
    for (const kind of Object.keys(receivers))
      expect(README).toContain(`(functions/notify/${kind}/README.md)`);
  });

  it('shows what a simulation prints', async () => {
    const [, line = ''] = /<!-- npx vedette (simulate [^>]*) -->/.exec(README) ?? [];
    const { stdout } = await ended(vedette(line.trim().split(' '), await freePorts()));
    const printed = new Set(stdout.split('\n'));
    const shown = blockAfter('<!-- npx vedette simulate').trimEnd().split('\n');
    expect(shown.length).toBeGreaterThan(4);
    expect(shown.filter((one) => !printed.has(one))).toEqual([]);
  });

  it('shows the findings of a wrong one, as they are told', () => {
    const wrong = {
      ...portfolio.options,
      timeot: '5s',
      labels: { severity: 'critcal' },
      expect: [{ source: 'jsonPath', operator: 'is', of: '$.[' }],
    } as unknown as HttpOptions;
    const { findings } = resolve(
      project({ home: 'eu-west-1', checks: [http('portfolio-api', wrong)] }),
      kinds,
    );
    const told = blockAfter('<!-- produced by test/readme.test.ts').trim().split('\n');
    expect(findings.map(formatFinding).sort()).toEqual(told.sort());
  });

  it('points at files that are there', () => {
    const links = [...README.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path ?? '');
    expect(links.length).toBeGreaterThan(4);
    expect(links.filter((path) => !existsSync(join(import.meta.dirname, '..', path)))).toEqual([]);
  });
});
