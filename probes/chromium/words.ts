import { assertion } from '../../model/assertion/words.ts';
import { CREDENTIAL_HEADERS, isHeaderName, isHeaderValue } from '../../model/header-rules.ts';
import * as rules from '../../model/rules.ts';
import type { Secret } from '../../model/secret.ts';
import { DEVICE_NAMES, type DeviceName } from './devices.ts';

/** What a check may say of the browser that it has: the same for every kind that has one. */
export interface BrowserSettings {
  /** The window, in CSS pixels, 1 to 10,000 each. @default the device's, or 1,280 by 720 */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** A device of Playwright's registry: its window, its pixels, touch and user agent. @default none */
  readonly device?: DeviceName;
  /** `'en-AU'`: what is asked for by `accept-language`, and how scripts write numbers. @default 'en-US' */
  readonly locale?: string;
  /** `'Australia/Sydney'`: what scripts take for local. @default the machine's */
  readonly timeZone?: string;
  /** Sent with every request to every host, so credentials have no place here. @default {} */
  readonly headers?: Readonly<Record<string, string>>;
  /** What a server is answered that asks for HTTP authentication. @default none */
  readonly httpCredentials?: HttpCredentials;
  /** Cookies and local storage to begin with: a secret that holds what Playwright's `context.storageState()` gave. @default none */
  readonly storageState?: Secret;
  /** Hosts that nothing is asked of, such as those of analytics: `'stats.example.com'`, or `'*.example.com'` for all below. @default [] */
  readonly blockedHosts?: readonly string[];
  /** When files of evidence are kept: a screenshot, a trace, a HAR and the console. @default 'on-failure' */
  readonly evidence?: EvidenceWhen;
  /** CSS selectors of what nobody is to read on a screenshot, beside fields of passwords and whatever holds a secret. @default [] */
  readonly mask?: readonly string[];
  /** Whether the trace keeps the bodies of requests and answers. Secrets are masked in them, what else they hold is not. @default false */
  readonly bodies?: boolean;
}

export interface HttpCredentials {
  readonly user: string | Secret;
  readonly password: Secret;
  /** The only origin that is answered, such as `'https://example.com'`. */
  readonly origin: string;
}

export const EVIDENCE_WHEN = ['on-failure', 'always'] as const;
export type EvidenceWhen = (typeof EVIDENCE_WHEN)[number];

/** The same, with every default in. */
export interface BrowserSettingsSpec {
  readonly viewport: { readonly width: number; readonly height: number } | undefined;
  readonly device: DeviceName | undefined;
  readonly locale: string | undefined;
  readonly timeZone: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly httpCredentials: HttpCredentials | undefined;
  readonly storageState: Secret | undefined;
  readonly blockedHosts: readonly string[];
  readonly evidence: EvidenceWhen;
  readonly mask: readonly string[];
  readonly bodies: boolean;
}

export const settingsSpec = (options: BrowserSettings): BrowserSettingsSpec => ({
  viewport: options.viewport,
  device: options.device,
  locale: options.locale,
  timeZone: options.timeZone,
  headers: options.headers ?? {},
  httpCredentials: options.httpCredentials,
  storageState: options.storageState,
  blockedHosts: options.blockedHosts ?? [],
  evidence: options.evidence ?? 'on-failure',
  mask: options.mask ?? [],
  bodies: options.bodies ?? false,
});

/** What the kinds that visit a page have in common, since each is judged by the document that it opened with. */
export const OF_A_VISIT = {
  lane: 'browser',
  sources: ['status', 'redirects', 'certificate', 'phase'],
  expectByDefault: [assertion('status', 'isClass', '2xx')],
  phases: ['dns', 'connect', 'tls', 'ttfb', 'transfer', 'total'],
} as const;

const pixels = rules.count({ from: 1, to: 10_000 });

const isLocale = (value: unknown): boolean => {
  try {
    return typeof value === 'string' && Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
};

const HOST = /^(\*\.)?[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

const headerValue = rules.rule(isHeaderValue, 'a header value', 'text on one line');

/** What goes to every host must not be what lets somebody in. */
const headers: rules.Rule = (value, path) => {
  const names = Object.keys(Object(value));
  const wrong = names.flatMap((name) => {
    const at = `${path}.${name}`;
    if (!isHeaderName(name)) return [{ path: at, problem: 'is not a header name', fix: 'leave it out' }];
    if (!CREDENTIAL_HEADERS.includes(name.toLowerCase())) return [];
    const fix = 'write httpCredentials, or a storageState with the cookies';
    return [{ path: at, problem: 'would be sent to every host', fix }];
  });
  return [...rules.mapOf(headerValue)(value, path), ...wrong];
};

/** One rule for each of them. */
export const SETTINGS_RULES: rules.Rules<BrowserSettings> = {
  viewport: rules.shape({ width: pixels, height: pixels }, ['width', 'height']),
  device: rules.oneOf(DEVICE_NAMES),
  locale: rules.rule(isLocale, 'a locale', "one such as 'en-AU'"),
  timeZone: rules.timeZone('Australia/Sydney'),
  headers,
  httpCredentials: rules.shape(
    {
      user: rules.secretOr(rules.text({ max: 200, example: 'a user name' })),
      password: rules.secretOnly,
      origin: rules.url('http', 'https'),
    },
    ['user', 'password', 'origin'],
  ),
  storageState: rules.secretOnly,
  blockedHosts: rules.listOf(
    rules.rule(
      (value) => typeof value === 'string' && HOST.test(value),
      'a host in lower case',
      "one such as 'stats.example.com' or '*.example.com'",
    ),
  ),
  evidence: rules.oneOf(EVIDENCE_WHEN),
  mask: rules.listOf(rules.text({ max: 200, example: "a CSS selector such as '.account-number'" })),
  bodies: rules.flag,
};
