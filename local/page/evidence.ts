import { grouped } from '../../model/grouped.ts';
import type { Attempt, EvidenceFile, Result } from '../../model/result.ts';
import { h, table } from './element.ts';
import { msText, sizeText } from './format.ts';
import { stateMark } from './row.ts';
import { bothText } from './zones.ts';

/** The attempts of one result, each with its phases and with what was seen when it did not pass. */
export function attemptsOf(result: Result, zone: string): HTMLElement {
  return h('ol', { class: 'attempts' }, ...result.attempts.map((attempt) => attemptItem(attempt, zone)));
}

function attemptItem(attempt: Attempt, zone: string): HTMLLIElement {
  const mark = stateMark();
  mark.show(attempt.state);
  const phases = Object.entries(attempt.phases).map(([name, ms]) => `${name} ${msText(ms)}`);
  return h(
    'li',
    {},
    h(
      'p',
      { class: 'attempt-head' },
      mark.element,
      h('time', { text: bothText(Date.parse(attempt.startedAt), zone) }),
    ),
    attempt.message !== '' && h('p', { text: attempt.message }),
    h('p', { class: 'dim', text: phases.join(' · ') }),
    evidenceOf(attempt),
  );
}

function evidenceOf({ evidence }: Attempt): HTMLElement | undefined {
  if (!evidence) return undefined;
  const { headers = {}, body, certificates = [], items = [], files = [], ...rest } = evidence;
  const lines = [
    ...Object.entries(rest).map(([name, value]) => `${name}: ${value}`),
    ...certificates.map(
      ({ subject, issuer, validTo }) => `certificate: ${subject}, issued by ${issuer}, until ${validTo}`,
    ),
    ...items.map(({ name, says }) => `${name}: ${says}`),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : ['', body]),
  ];
  const text = lines.join('\n');
  return h(
    'div',
    {},
    lines.length > 0 && h('pre', { class: 'evidence', tabindex: '0', 'aria-label': 'What was seen', text }),
    files.length > 0 && filesOf(files),
  );
}

/** Pictures to look at, the rest to save. */
const filesOf = (files: readonly EvidenceFile[]): HTMLElement =>
  h('ul', { class: 'evidence-files' }, ...files.map((file) => h('li', {}, fileItem(file))));

function fileItem({ name, type, bytes, key }: EvidenceFile): HTMLElement {
  const label = `${name} (${sizeText(bytes)})`;
  if (key === '') return h('span', { class: 'dim', text: `${label}, not kept` });
  const href = `/api/v1/evidence/${encodeURIComponent(key)}`;
  if (!type.startsWith('image/')) return h('a', { href, download: name, text: label });
  const image = h('img', { src: href, alt: `${name}: what the page looked like`, loading: 'lazy' });
  return h('a', { href, target: '_blank', rel: 'noopener' }, image);
}

/** How each assertion fared over the results: how often it held, and why it last did not. */
export interface AssertionHistory {
  readonly assertion: string;
  readonly held: number;
  readonly judged: number;
  readonly lastProblem: string | undefined;
}

/**
 * From results, latest first; only their last attempts, which decide. Of one that passed no assertions may be kept: then all
 * held. What is expected comes first, in its order.
 */
export function assertionHistory(
  results: readonly Result[],
  expected: readonly string[] = [],
): AssertionHistory[] {
  const last = results.flatMap(({ attempts }) => attempts.at(-1) ?? []);
  const unsaid = last.filter(({ state, assertions }) => state === 'passed' && assertions.length === 0).length;
  const named = grouped(
    last.flatMap(({ assertions }) => assertions),
    ({ assertion }) => assertion,
  );
  // What a step expects is seen with the step's name before it; the bare words would say it once more.
  const isSeen = (phrase: string): boolean => [...named.keys()].some((seen) => seen.endsWith(`: ${phrase}`));
  const phrases = new Set([...expected.filter((phrase) => !isSeen(phrase)), ...named.keys()]);
  return [...phrases].map((assertion) => {
    const all = named.get(assertion) ?? [];
    return {
      assertion,
      held: unsaid + all.filter(({ verdict }) => verdict === 'held').length,
      judged: unsaid + all.length,
      lastProblem: all.find(({ message }) => message !== undefined)?.message,
    };
  });
}

export function assertionTable(results: readonly Result[], expected: readonly string[]): HTMLElement {
  const rows = assertionHistory(results, expected).map(({ assertion, held, judged, lastProblem }) =>
    h(
      'tr',
      { class: held < judged ? 'bad' : '' },
      h('td', { text: assertion }),
      h('td', { class: 'number', text: `${held} of ${judged}` }),
      h('td', { text: lastProblem ?? '' }),
    ),
  );
  return table('How often each assertion held', ['Assertion', 'Held', 'Last problem'], rows);
}
