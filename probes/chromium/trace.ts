import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { BrowserContext } from 'playwright-core';
import { REDACTED, type Redact } from '../../model/redact.ts';
import { type RecordedMessage, toldEntry } from './har.ts';

/**
 * Pictures would show what a person must not read, and no text of them can be masked: the pages are recorded as they
 * are built, not as they look.
 */
const RECORDED = { snapshots: true, screenshots: false, sources: false } as const;

export async function beginTrace(context: BrowserContext): Promise<void> {
  await context.tracing.start(RECORDED);
}

export interface TraceOptions {
  /** Takes out what is secret. */
  readonly redact: Redact;
  /** Whether bodies stay in. */
  readonly bodies: boolean;
}

/**
 * Ends the trace and gives it as it may be read: a zip for Playwright's trace viewer. Throws Playwright's errors and the
 * file system's.
 */
export async function endTrace(context: BrowserContext, options: TraceOptions): Promise<Uint8Array> {
  const path = join(tmpdir(), `vedette-trace-${randomUUID()}.zip`);
  try {
    await context.tracing.stop({ path });
    return redactTrace(await readFile(path), options);
  } finally {
    await rm(path, { force: true });
  }
}

/** The stacks are of our own code, and hold paths of this machine. */
const NOT_TOLD = /\.stacks$/;

/** Files of what was recorded, one JSON object a line. */
const LINES = /\.(trace|network)$/;

/** What a page is drawn with is not a body that says anything; the rest is. */
const DRAWN_WITH = /\.(css|woff2?|ttf|otf|png|jpe?g|gif|webp|avif|ico)$/;

const TEXT = /\.(css|html?|js|json|svg|txt|xml)$/;

export function redactTrace(zip: Uint8Array, { redact, bodies }: TraceOptions): Uint8Array {
  const files = Object.entries(unzipSync(zip)).flatMap(([name, bytes]): [string, Uint8Array][] => {
    if (NOT_TOLD.test(name)) return [];
    if (LINES.test(name)) return [[name, linesOf(bytes, { redact, bodies })]];
    if (!bodies && !DRAWN_WITH.test(name)) return [];
    return [[name, TEXT.test(name) ? strToU8(redact(strFromU8(bytes))) : bytes]];
  });
  return zipSync(Object.fromEntries(files));
}

function linesOf(bytes: Uint8Array, { redact, bodies }: TraceOptions): Uint8Array {
  const lines = strFromU8(bytes)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.stringify(redact(toldEvent(JSON.parse(line) as TraceEvent, bodies))));
  return strToU8(lines.join('\n'));
}

/** What a trace says in a line, as far as it can hold what must not be read. Source: a trace of version 10. */
interface TraceEvent {
  readonly type: string;
  readonly options?: { readonly viewport?: unknown };
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly message?: string;
  readonly snapshot?: { readonly html?: unknown; readonly request?: RecordedMessage };
}

function toldEvent(event: TraceEvent, bodies: boolean): TraceEvent {
  const { params, result, message, snapshot } = event;
  switch (event.type) {
    case 'context-options':
      return { ...event, options: { viewport: event.options?.viewport } };
    case 'before':
      return params ? { ...event, params: without(params, TYPED) } : event;
    case 'after':
      return result ? { ...event, result: without(result, ['value']) } : event;
    case 'log':
      return message === undefined
        ? event
        : { ...event, message: message.replace(TYPED_IN_LOG, `$1(${REDACTED})`) };
    case 'frame-snapshot':
      return { ...event, snapshot: { ...snapshot, html: toldHtml(snapshot?.html) } };
    case 'resource-snapshot':
      return snapshot ? { ...event, snapshot: toldEntry(snapshot, bodies) } : event;
    default:
      return event;
  }
}

/** Parameters of actions that hold what was typed, or handed to a script of the page. */
const TYPED = ['value', 'text', 'key', 'arg', 'payloads', 'localPaths', 'postData', 'password'];

/** `fill("...")` */
const TYPED_IN_LOG = /\b(fill|type|press|insertText)\(".*"\)/;

const without = (all: Readonly<Record<string, unknown>>, names: readonly string[]) =>
  Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, names.includes(name) ? REDACTED : value]),
  );

/**
 * Takes what stands in password fields out of a recorded page, which is nested lists: `['INPUT', { type: 'password' }, ...]`.
 */
function toldHtml(node: unknown): unknown {
  if (!Array.isArray(node)) return node;
  const [, attributes] = node as [unknown, unknown];
  const isSecret = isPassword(attributes);
  return node.map((part) =>
    isSecret && part === attributes ? without(Object(part), VALUES) : toldHtml(part),
  );
}

const VALUES = ['value', '__playwright_value_'];

const isPassword = (attributes: unknown): boolean => {
  const { type, autocomplete = '' } = Object(attributes) as { type?: string; autocomplete?: string };
  return String(type).toLowerCase() === 'password' || /^(cc-|one-time-code)/.test(autocomplete);
};
