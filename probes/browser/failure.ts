/** What Playwright throws, as far as we read it. */
interface PlaywrightError {
  readonly name?: string;
  readonly message?: string;
  /** Of `expect`'s own errors. */
  readonly matcherResult?: {
    readonly name: string;
    readonly expected?: unknown;
    readonly actual?: unknown;
  };
}

/** Errors of code that is wrong, whatever the page does. */
const BROKEN_CODE = new Set(['TypeError', 'ReferenceError', 'SyntaxError', 'RangeError']);

/** Whether a journey threw because its own code is wrong. What a page throws comes by Playwright, as an `Error`. */
export const isBrokenCode = (error: unknown): boolean =>
  error instanceof Error && BROKEN_CODE.has(error.name) && !isPlaywrights(error);

/** `page.goto: ...`, `locator.click: ...` */
const CALL = /^[a-zA-Z]+\.[a-zA-Z]+: /;

/** Whether a call of Playwright's failed, or an expectation. */
export const isPlaywrights = (error: Error): boolean => CALL.test(error.message) || 'matcherResult' in error;

/** What went wrong, in one line: what was waited for, and why it did not come. */
export function failureLine(error: unknown): string {
  const { matcherResult, message = '' } = Object(error) as PlaywrightError;
  const text = withoutColors(message);
  if (matcherResult) return assertionLine(matcherResult, text);
  if (CALL.test(text)) return actionLine(text);
  return text.split('\n')[0] || String(error);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colors are made of
const withoutColors = (text: string): string => text.replaceAll(/\u001b\[\d+m/g, '');

/** `expected getByRole('heading') to have text "Orders", got "Portfolio"` */
function assertionLine(
  { name, expected, actual }: NonNullable<PlaywrightError['matcherResult']>,
  text: string,
) {
  const [first = ''] = text.split('\n');
  const not = first.includes(').not.') ? 'not ' : '';
  const verb = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  // A value is not waited for: what came is what the assertion is about.
  if (first.startsWith('expect(received)'))
    return `expected ${shown(actual)} ${not}${verb}${expected === undefined ? '' : ` ${shown(expected)}`}`;
  const wanted = expected === undefined || isWord(expected) ? '' : ` ${shown(expected)}`;
  const subject = /^Locator: +(.+)$/m.exec(text)?.[1] ?? 'the page';
  return `expected ${subject} ${not}${verb}${wanted}, ${gotOf(actual, text)}`;
}

/** `toBeVisible` expects `visible`: that says nothing more. */
const isWord = (value: unknown): value is string => typeof value === 'string' && /^[a-z]+$/.test(value);

function gotOf(actual: unknown, text: string): string {
  if (text.includes('element(s) not found')) return 'but there is none';
  const received = /^Received: +(.+)$/m.exec(text)?.[1] ?? 'nothing';
  return `got ${actual === undefined || isWord(actual) ? received : shown(actual)}`;
}

const MAX_SHOWN = 200;

const shown = (value: unknown): string =>
  (value instanceof RegExp ? String(value) : (JSON.stringify(value) ?? String(value))).slice(0, MAX_SHOWN);

/** `click on getByText('Buy') did not come about: element is not visible` */
function actionLine(text: string): string {
  const [, call = '', said = ''] = /^[a-zA-Z]+\.([a-zA-Z]+): (.*)/.exec(text) ?? [];
  const selector = /waiting for (?!element|navigation|event|response|request)(.+)$/m.exec(text)?.[1];
  const target =
    /navigating to "([^"]+)"/.exec(text)?.[1] ?? /waiting for (?:navigation to )?"([^"]+)"/.exec(text)?.[1];
  const about = selector ?? target;
  // What we stopped ourselves, because its time was over.
  const why = said.includes('net::ERR_ABORTED') ? 'it was not over' : (hindranceOf(text) ?? said);
  return `${call}${about ? ` of ${about}` : ''} did not come about: ${why}`;
}

/** The last thing that stood in the way of an action, in Playwright's words. */
function hindranceOf(text: string): string | undefined {
  const hindrances = text.match(
    /- (element is not .+|element was detached.*|.+ intercepts pointer events)$/gm,
  );
  return hindrances?.at(-1)?.slice(2);
}
