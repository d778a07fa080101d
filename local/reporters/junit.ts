import type { Result, State } from '../../model/result.ts';
import type { Reporter } from './reporter.ts';

/**
 * JUnit XML as CI servers read it: one test case a check; failed is a `failure`, errored an `error`, and degraded
 * passes with its message in `system-out`.
 */
export const junit: Reporter = {
  onEnd: (results) => {
    const attributes = attributesOf({
      name: 'vedette',
      tests: results.length,
      failures: count(results, 'failed'),
      errors: count(results, 'errored'),
      skipped: 0,
      time: seconds(results.reduce((sum, result) => sum + spentMs(result), 0)),
    });
    const suite = `  <testsuite ${attributes}>\n${results.map(testCase).join('')}  </testsuite>\n`;
    return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suite}</testsuites>\n`;
  },
};

const count = (results: readonly Result[], state: State): number =>
  results.filter((result) => result.state === state).length;

/** All attempts together, the pauses between them left out. */
const spentMs = ({ attempts }: Result): number =>
  attempts.reduce((sum, { phases }) => sum + (phases.total ?? 0), 0);

const seconds = (ms: number): string => (ms / 1_000).toFixed(3);

function testCase(result: Result): string {
  const { check, kind, state } = result;
  const attributes = attributesOf({
    name: check,
    classname: `vedette.${kind}`,
    time: seconds(spentMs(result)),
  });
  const inside = INSIDE[state](result);
  return inside === ''
    ? `    <testcase ${attributes}/>\n`
    : `    <testcase ${attributes}>\n      ${inside}\n    </testcase>\n`;
}

const INSIDE: Readonly<Record<State, (result: Result) => string>> = {
  passed: () => '',
  degraded: ({ message }) => `<system-out>${escapeXml(`degraded: ${message}`)}</system-out>`,
  failed: (result) => problem('failure', result),
  errored: (result) => problem('error', result),
};

function problem(element: string, { message, reason, target, attempts, runbook }: Result): string {
  const lines = [
    target,
    ...attempts.map((attempt, index) => `attempt ${index + 1}: ${attempt.state}: ${attempt.message}`),
    ...(runbook ? [`runbook: ${runbook}`] : []),
  ];
  const text = escapeXml(lines.join('\n'));
  return `<${element} ${attributesOf({ message, type: reason ?? element })}>${text}</${element}>`;
}

const attributesOf = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}="${escapeXml(String(value))}"`)
    .join(' ');

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** What XML 1.0 cannot hold in any form (section 2.2, Char) becomes U+FFFD. */
const escapeXml = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"\t\n\r]/g, (character) => ENTITIES[character] ?? character);
