import { expect, it } from 'vitest';
import { http, secret, status, text } from '../index.ts';
import { checksOf } from './checks.ts';
import { hitsIn, secretValue } from './planted.ts';
import { runAll } from './probing.ts';
import { serving } from './serving.ts';
import { httpTarget } from './targets.ts';

it('planted secrets are in no answer', async () => {
  const secrets = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`${n}`, secretValue(`${n}`)]));
  const { url } = await httpTarget(async (request, response) => {
    const seen = `${decodeURIComponent(request.url ?? '')} ${JSON.stringify(request.headers)} ${(await request.toArray()).join('')}`;
    response.writeHead(500, { etag: encodeURIComponent(seen).slice(0, 2_000) }).end(seen);
  });
  const expected = [status.is(200), text.is('nothing')];
  const planted = [
    http('header', { url, headers: { 'x-key': secret('0'), cookie: secret('1') }, expect: expected }),
    http('query', { url, query: { key: secret('2') }, expect: expected }),
    http('body', { url, method: 'POST', body: secret('3'), expect: expected }),
    http('bearer', { url, auth: { bearer: secret('4') }, redirects: 0, expect: expected }),
    http('basic', { url, auth: { basic: { user: 'desk', password: secret('5') } }, expect: expected }),
  ];
  const { twin, get, url: own } = await serving({ checks: checksOf(...planted) });
  const stream = await fetch(`${own}/api/v1/events`);
  for (const result of await runAll(planted, { secrets })) await twin.take(result);
  const ids = planted.map(({ id }) => id);
  const details = ids.flatMap((id) => [`checks/${id}`, `checks/${id}/results`, `checks/${id}/series`]);
  const paths = ['overview', 'checks', 'alarms', 'incidents', 'next', ...details].map(
    (path) => `/api/v1/${path}`,
  );
  const answers = await Promise.all([...paths, '/metrics'].map(async (path) => (await get(path)).text));
  const reader = stream.body?.getReader();
  let streamed = '';
  while (streamed.split('event: result').length <= ids.length) {
    streamed += new TextDecoder().decode((await reader?.read())?.value);
  }
  await reader?.cancel();
  const all = [...answers, streamed].join('\n');
  expect(all).toContain('[redacted]');
  expect(hitsIn(secrets, all)).toEqual([]);
});

it('what the probe of a check asks with is in no answer; what it expects is told with the check alone', async () => {
  const headers = { 'x-key': 'hidden-header' };
  const body = { note: 'hidden-body' };
  const checks = checksOf(
    http('written', { url: 'https://a.example/', headers, body, expect: [text.is('told-expectation')] }),
  );
  const { get } = await serving({ checks });
  const paths = ['api/v1/overview', 'api/v1/checks', 'api/v1/checks/written', 'metrics'];
  const answers = await Promise.all(paths.map(async (path) => (await get(`/${path}`)).text));
  for (const answer of answers) {
    expect(answer).toContain('written');
    expect(answer).not.toContain('hidden');
  }
  expect(answers.map((answer) => answer.includes('told-expectation'))).toEqual([false, false, true, false]);
});
