import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { grouped } from '../model/grouped.ts';

/** The floors of docs/architecture.md: what each part may import of ours. The first prefix that fits counts. */
const FLOORS: readonly { readonly part: string; readonly may: readonly string[] }[] = [
  { part: 'model/', may: ['model/'] },
  {
    part: 'probes/*/check.ts',
    may: ['model/', 'probes/*/check.ts', 'probes/*/words.ts', 'probes/*/definition/*.ts'],
  },
  {
    part: 'probes/*/definition/*.ts',
    may: ['model/', 'probes/*/check.ts', 'probes/*/words.ts', 'probes/*/definition/*.ts'],
  },
  { part: 'probes/*/words.ts', may: ['model/', 'probes/chromium/devices.ts'] },
  { part: 'probes/registry.ts', may: ['probes/*/check.ts'] },
  { part: 'probes/', may: ['model/', 'probes/'] },
  { part: 'functions/notify/*/receiver.ts', may: ['model/'] },
  { part: 'functions/notify/registry.ts', may: ['functions/notify/*/receiver.ts'] },
  { part: 'functions/notify/receivers.ts', may: ['model/', 'functions/notify/registry.ts'] },
  { part: 'index.ts', may: ['model/', 'probes/registry.ts', 'functions/notify/registry.ts'] },
  { part: 'checks/', may: ['checks/', 'index.ts'] },
  { part: 'functions/handlers/', may: ['model/', 'probes/', 'functions/', 'checks/'] },
  { part: 'functions/', may: ['model/', 'probes/', 'functions/'] },
  { part: 'lib/build.ts', may: ['lib/', 'probes/kinds.ts'] },
  {
    part: 'lib/app.ts',
    may: ['model/', 'lib/', 'checks/', 'probes/kinds.ts', 'functions/notify/receivers.ts'],
  },
  { part: 'lib/', may: ['model/', 'lib/'] },
  { part: 'calendars/', may: ['model/', 'calendars/'] },
  { part: 'local/', may: ['model/', 'probes/', 'functions/', 'checks/', 'local/'] },
];

/** Heavy or cloud packages, and the only places that may import them statically. */
const PACKAGES: readonly { readonly name: RegExp; readonly only: RegExp }[] = [
  { name: /^aws-cdk-lib|^constructs$/, only: /^lib\// },
  { name: /^@aws-sdk\//, only: /^functions\/(sinks|platform|handlers|notify)\/|^local\/deployed\.ts$/ },
  {
    name: /^playwright|^@sparticuz\/chromium|^web-vitals|^speedline-core/,
    only: /^probes\/(browser|page|chromium)\//,
  },
  { name: /^undici/, only: /^probes\// },
  { name: /^ws$|^eventsource-parser$/, only: /^probes\/stream\/|^local\/demo\/market\// },
  // A megabyte, for making the tables of holidays: no other floor may import calendars/.
  { name: /^date-holidays/, only: /^calendars\// },
];

const ROOT = join(import.meta.dirname, '..');
const ROOMS = ['model', 'probes', 'checks', 'functions', 'lib', 'local', 'calendars'];

const sources = [
  'index.ts',
  ...ROOMS.flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' }).map((file) => `${room}/${file}`),
  ),
].filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));

interface Import {
  readonly from: string;
  /** A path within the project, or a package's name. */
  readonly to: string;
  readonly isType: boolean;
  readonly isDynamic: boolean;
}

const STATIC = /^(?:import|export)\s+(type\s)?[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm;
const DYNAMIC = /import\(\s*['`]([^'`]+)['`]/g;

const imports: Import[] = sources.flatMap((from) => {
  const text = readFileSync(join(ROOT, from), 'utf8');
  const found = (to: string, isType: boolean, isDynamic: boolean): Import => ({
    from,
    to: placeOf(from, to),
    isType,
    isDynamic,
  });
  return [
    ...[...text.matchAll(STATIC)].map(([, type, named, bare]) =>
      found(named ?? bare ?? '', Boolean(type), false),
    ),
    ...[...text.matchAll(DYNAMIC)].map(([, to]) => found(to ?? '', false, true)),
  ];
});

function placeOf(from: string, to: string): string {
  if (to === 'vedette') return 'index.ts';
  return to.startsWith('.') ? normalize(join(dirname(from), to)) : to;
}

const isOurs = ({ to }: Import): boolean =>
  ROOMS.some((room) => to.startsWith(`${room}/`)) || to === 'index.ts';

const importsOf = grouped(
  imports.filter((one) => isOurs(one) && !one.isDynamic),
  ({ from }) => from,
);

const fits = (path: string, pattern: string): boolean =>
  pattern.includes('*')
    ? new RegExp(`^${pattern.replaceAll('*', '[^/]+')}$`).test(path)
    : path === pattern || (pattern.endsWith('/') && path.startsWith(pattern));

const floorOf = (file: string) => FLOORS.find(({ part }) => fits(file, part));

/** The ways along imports that come back to where they began, each told once. */
function circles(): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) return void found.push([...way.slice(way.indexOf(file)), file].join(' -> '));
    if (done.has(file)) return;
    for (const { to } of importsOf.get(file) ?? []) walk(to, [...way, file]);
    done.add(file);
  };
  for (const file of sources) walk(file, []);
  return found;
}

describe('the floors: an import goes down only', () => {
  it('sees the whole house', () => {
    expect(sources.length).toBeGreaterThan(40);
    expect(imports.filter(isOurs).length).toBeGreaterThan(sources.length);
    expect(sources.filter((file) => !floorOf(file))).toEqual([]);
  });

  it('every import of ours stays on its floor or goes down', () => {
    const wrong = imports
      .filter(isOurs)
      .filter(({ from, to }) => !floorOf(from)?.may.some((pattern) => fits(to, pattern)))
      .map(({ from, to }) => `${from} -> ${to}`);
    expect(wrong).toEqual([]);
  });

  it('no files import each other in a circle, types included', () => {
    expect(circles()).toEqual([]);
  });

  it('heavy packages are imported where they belong and nowhere else', () => {
    const wrong = PACKAGES.flatMap(({ name, only }) =>
      imports
        .filter(({ to, from, isType }) => name.test(to) && !isType && !only.test(from))
        .map(({ from, to }) => `${from} -> ${to}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the style that is firm', () => {
  it('file names are kebab-case and say what the file is about', () => {
    const names = sources.map((file) => relative(ROOT, join(ROOT, file)));
    expect(names.filter((name) => !/^[a-z0-9-]+(\/[a-z0-9-]+)*(\.check|\.d)?\.ts$/.test(name))).toEqual([]);
    expect(names.filter((name) => /\b(utils?|helpers?|common|misc|manager)(\/|\.ts)/.test(name))).toEqual([]);
  });

  it('no file is longer than 400 lines', () => {
    const long = sources.filter((file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length > 400);
    expect(long).toEqual([]);
  });
});
