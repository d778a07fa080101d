import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { secret } from '../../model/secret.ts';
import { keepingArtifacts, testBrowsers, visit } from '../../test/browsing.ts';
import type { BrowserOptions, Journey } from '../browser/check.ts';
import type { Artifact } from '../probe.ts';
import { MASK_COLOR } from './screenshot.ts';

const browsers = testBrowsers();

/** Everything that must not be read, and where it comes from. */
const PASSWORD = 'hunter-two-4711';
const TYPED = 'typed-but-not-declared';
const COOKIE = 'cookie-of-the-session';
const TOKEN = 'token-of-the-api';
const BODY = 'body-of-an-answer';
const ACCOUNT = 'AU-1234-5678';

const pages = {
  '/': (_request: unknown, response: import('node:http').ServerResponse) =>
    response
      .setHeader('content-type', 'text/html')
      .setHeader('set-cookie', `session=${COOKIE}`)
      .end(`
      <!doctype html><style>h1 { color: teal }</style><h1>Log in</h1>
      <input id=user><input id=password type=password><p class=account>${ACCOUNT}</p><p id=echo></p>
      <script>
        const field = document.querySelector('#user');
        field.oninput = () => {
          console.log('typed ' + field.value);
          document.querySelector('#echo').textContent = 'Hello ' + field.value;
          fetch('/api?q=' + encodeURIComponent(field.value), {
            method: 'POST', headers: { authorization: 'Bearer ${TOKEN}' }, body: 'user=' + field.value });
        };
      </script>`),
  '/api': (_request: unknown, response: import('node:http').ServerResponse) =>
    response.end(`{"a":"${BODY}"}`),
};

/** Types the password where it is seen, and something else where it is not, and fails. */
const journey: Journey = async ({ page, secret: read, step, vars }) => {
  await page.goto(vars.url ?? '');
  await step('log in', async () => {
    const answered = page.waitForResponse('**/api*');
    await page.fill('#user', await read('demo/password'));
    await page.fill('#password', TYPED);
    await answered;
    await page.getByText('Portfolio').click({ timeout: 200 });
  });
};

async function failing(options: Partial<BrowserOptions> = {}) {
  const { store, kept } = keepingArtifacts();
  const result = await visit(journey, {
    browsers,
    pages,
    artifacts: store,
    secrets: { 'demo/password': PASSWORD },
    options: { secrets: [secret('demo/password')], mask: ['.account'], ...options },
  });
  return { result, kept };
}

/** The text of a file; of a trace that of all that is in it. */
const textOf = ({ name, bytes }: Artifact): string =>
  name.endsWith('.zip')
    ? Object.values(unzipSync(bytes))
        .map((file) => strFromU8(file))
        .join('\n')
    : new TextDecoder().decode(bytes);

const fileOf = (files: readonly Artifact[] | undefined, name: string): Artifact => {
  const file = files?.find((one) => one.name === name);
  if (!file) throw new Error(`there is no ${name}`);
  return file;
};

/** Run in a page, which can read pictures: the colors at the left of these boxes. */
const COLORS_AT = `async ([url, boxes]) => {
  const image = await createImageBitmap(await (await fetch(url)).blob());
  const paper = new OffscreenCanvas(image.width, image.height).getContext('2d');
  paper.drawImage(image, 0, 0);
  return boxes.map(({ x, y, height }) => {
    const [...rgb] = paper.getImageData(x + 5, y + height / 2, 1, 1).data.slice(0, 3);
    return '#' + rgb.map((part) => part.toString(16).padStart(2, '0')).join('');
  });
}`;

describe('the evidence of a failure', () => {
  it('is a picture, a trace, a HAR and the console, in which nothing secret is read', async () => {
    const { result, kept } = await failing();
    expect(result.reason).toBe('step_failed');
    expect(kept[0]?.map(({ name }) => name).sort()).toEqual([
      'console.txt',
      'network.har',
      'screenshot.png',
      'trace.zip',
    ]);
    const told = [...(kept[0] ?? []).map(textOf), JSON.stringify(result)];
    for (const hidden of [PASSWORD, TYPED, COOKIE, TOKEN, BODY, ACCOUNT])
      expect(told.filter((text) => text.includes(hidden))).toEqual([]);
    expect(told.filter((text) => text.includes('[redacted]')).length).toBeGreaterThan(2);
  });

  it('tells what it is for: requests, what was said, each action', async () => {
    const { kept } = await failing();
    const { log } = JSON.parse(textOf(fileOf(kept[0], 'network.har')));
    const [first, api] = log.entries;
    expect(log.version).toBe('1.2');
    expect(first).toMatchObject({
      request: { method: 'GET' },
      response: { status: 200 },
      serverIPAddress: '127.0.0.1',
      timings: { wait: expect.any(Number) },
    });
    expect(api.request.headers).toContainEqual({ name: 'authorization', value: '[redacted]' });
    expect(textOf(fileOf(kept[0], 'console.txt'))).toMatch(/log {2}typed \[redacted\] {2}http/);
    const names = Object.keys(unzipSync(fileOf(kept[0], 'trace.zip').bytes));
    expect(names).toEqual(expect.arrayContaining(['trace.trace', 'trace.network']));
    expect(names.filter((name) => /\.(html|json|txt|stacks)$/.test(name))).toEqual([]);
  });

  it('keeps bodies when it is asked to, without the secrets in them', async () => {
    const { kept } = await failing({ bodies: true });
    const trace = textOf(fileOf(kept[0], 'trace.zip'));
    expect(trace).toContain(BODY);
    expect(trace).not.toContain(PASSWORD);
  });

  it('masks what is secret on the picture', async () => {
    const { kept } = await failing();
    const { bytes } = fileOf(kept[0], 'screenshot.png');
    const picture = `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
    let colors: unknown;
    await visit(
      async ({ page, vars }) => {
        await page.goto(vars.url ?? '');
        const boxes = await Promise.all(
          ['#user', '#password', '.account', 'h1'].map((selector) => page.locator(selector).boundingBox()),
        );
        colors = await page.evaluate(`(${COLORS_AT})(${JSON.stringify([picture, boxes])})`);
      },
      { browsers, pages },
    );
    const [user, password, account, heading] = colors as string[];
    expect([user, password, account]).toEqual([MASK_COLOR, MASK_COLOR, MASK_COLOR]);
    expect(heading).not.toBe(MASK_COLOR);
  });

  it('is kept of each attempt', async () => {
    const { result, kept } = await failing({ retry: 'once', timeout: '20s' });
    expect(kept.map((files) => files.length)).toEqual([4, 4]);
    expect(result.attempts.map(({ evidence }) => evidence?.files?.length)).toEqual([4, 4]);
  });

  it('that cannot be kept is told of, and changes no verdict', async () => {
    const store = () => ({ keep: () => Promise.reject(new Error('the disk is full')) });
    const result = await visit(journey, {
      browsers,
      pages,
      artifacts: store,
      secrets: { 'demo/password': PASSWORD },
      options: { secrets: [secret('demo/password')] },
    });
    expect(result.reason).toBe('step_failed');
    expect(result.attempts[0]?.evidence?.items).toContainEqual({
      name: 'trace.zip',
      says: 'there is none: the disk is full',
    });
  });
});

describe('a passed attempt', () => {
  const opened: Journey = async ({ page, vars }) => void (await page.goto(vars.url ?? ''));

  it.each([
    ['on-failure', 0],
    ['always', 3], // nothing was said
  ] as const)('with evidence %s has %i files', async (evidence, count) => {
    const { store, kept } = keepingArtifacts();
    const result = await visit(opened, { browsers, pages, artifacts: store, options: { evidence } });
    expect(result.state).toBe('passed');
    expect(kept.flat()).toHaveLength(count);
  });
});
