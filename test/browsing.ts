import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll } from 'vitest';
import type { ArtifactStore } from '../functions/runner/attempt.ts';
import type { Result } from '../model/result.ts';
import { type BrowserOptions, browser, type Journey } from '../probes/browser/check.ts';
import { WarmBrowsers, type WarmOptions } from '../probes/chromium/warm-browsers.ts';
import { type PageOptions, page } from '../probes/page/check.ts';
import type { Artifact } from '../probes/probe.ts';
import { type Ports, run } from './probing.ts';
import { httpTarget } from './targets.ts';

/** A real Chromium for the tests of one file, as `npm test` finds it on a fresh machine: out of @sparticuz/chromium. */
export function testBrowsers(options: Partial<WarmOptions> = {}): WarmBrowsers {
  const browsers = new WarmBrowsers({
    temporary: tmpdir(),
    monotonic: () => performance.now(),
    trust: 'dialer',
    ...options,
  });
  afterAll(() => browsers.close());
  return browsers;
}

/** What a web site answers by path: HTML as it is, or by hand. */
export type Pages = Readonly<
  Record<string, string | ((request: IncomingMessage, response: ServerResponse) => void)>
>;

/** A web site of these pages on loopback, for one test. */
export const siteOf = (pages: Pages) =>
  httpTarget((request, response) => {
    const answer = pages[(request.url ?? '/').split('?')[0] ?? '/'];
    if (answer === undefined) response.writeHead(404).end();
    else if (typeof answer === 'string') response.setHeader('content-type', 'text/html').end(answer);
    else answer(request, response);
  });

/** A place for files of evidence that remembers them by attempt. */
export function keepingArtifacts(): { store: ArtifactStore; kept: Artifact[][] } {
  const kept: Artifact[][] = [];
  const store: ArtifactStore = () => {
    const files: Artifact[] = [];
    kept.push(files);
    return {
      keep: async (artifact) => {
        files.push(artifact);
        return { name: artifact.name, type: artifact.type, bytes: artifact.bytes.length, key: artifact.name };
      },
    };
  };
  return { store, kept };
}

interface Visit extends Omit<Ports, 'browsers'> {
  readonly browsers: WarmBrowsers | undefined;
  readonly pages?: Pages;
  readonly options?: Partial<BrowserOptions>;
}

/** Runs a journey against a site of these pages, whose URL is `vars.url`. */
export async function visit(
  journey: Journey,
  { pages = {}, options = {}, browsers, ...ports }: Visit,
): Promise<Result> {
  const { url } = await siteOf(pages);
  return run(
    browser('a', {
      journey,
      network: 'private',
      timeout: '30s',
      ...options,
      vars: { url, ...options.vars },
    }),
    { ...ports, ...(browsers && { browsers }) },
  );
}

interface PageVisit extends Omit<Ports, 'browsers'> {
  readonly browsers: WarmBrowsers | undefined;
  readonly pages?: Pages;
  readonly options?: Partial<PageOptions>;
}

/** Runs a check of the kind `page` against `/` of a site of these pages. */
export async function visitPage({
  pages = {},
  options = {},
  browsers,
  ...ports
}: PageVisit): Promise<Result> {
  const { url } = await siteOf(pages);
  return run(page('a', { url, network: 'private', timeout: '30s', ...options }), {
    ...ports,
    ...(browsers && { browsers }),
  });
}

/** Resolves once it holds; rejects when it does not in ten seconds. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  const giveUp = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > giveUp) throw new Error('it never came to hold');
    await delay(20);
  }
}
