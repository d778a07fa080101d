import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { jsonPath, phase, text } from '../../model/assertion/words.ts';
import { formatFinding } from '../../model/finding.ts';
import { project } from '../../model/project.ts';
import { REDACTED } from '../../model/redact.ts';
import { resolve } from '../../model/resolve.ts';
import { secret } from '../../model/secret.ts';
import { run } from '../../test/probing.ts';
import { httpTarget } from '../../test/targets.ts';
import { satisfies, status } from '../http/check.ts';
import { kinds } from '../kinds.ts';
import { type ApiStep, api, concealed, take } from './check.ts';

const TOKEN = 'tok-8f3a9c';

/** A small order service that remembers what it was asked. */
async function orderService(
  answers: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {},
) {
  const asked: { line: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const usual: typeof answers = {
    'POST /login': (_request, response) =>
      response
        .setHeader('set-cookie', ['session=s1; Path=/; HttpOnly', 'theme=dark'])
        .end(`{"token":"${TOKEN}"}`),
    'GET /portfolio': (_request, response) =>
      response.end('{"positions":[{"symbol":"BHP","orderId":"a/b 7"}]}'),
    'GET /orders/a%2Fb%207': (_request, response) =>
      response.setHeader('location', '/quotes?symbol=BHP').end('{"state":"open"}'),
    'DELETE /session': (_request, response) => response.writeHead(204).end(),
  };
  const target = await httpTarget(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const line = `${request.method} ${request.url}`;
    asked.push({ line, headers: request.headers, body: Buffer.concat(chunks).toString() });
    const answer = answers[line] ?? usual[line];
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  });
  return { ...target, asked };
}

const stepsAt = (url: string): ApiStep[] => [
  {
    name: 'log in',
    url: `${url}/login`,
    method: 'POST',
    body: { user: 'probe', password: 'x' },
    extract: { token: concealed(take.json('$.token')) },
  },
  {
    name: 'portfolio',
    url: `${url}/portfolio`,
    headers: { authorization: 'Bearer {{token}}' },
    extract: { order: take.json('$.positions[0].orderId') },
    expect: [jsonPath('$.positions').hasLength({ atLeast: 1 })],
  },
  { name: 'order', url: `${url}/orders/{{order}}`, expect: [jsonPath('$.state').is('open')] },
  {
    name: 'log out',
    url: `${url}/session`,
    method: 'DELETE',
    always: true,
    headers: { authorization: 'Bearer {{token}}' },
  },
];

describe('the steps', () => {
  it('carry variables and cookies from one to the next', async () => {
    const service = await orderService();
    const result = await run(api('orders', { steps: stepsAt(service.url) }));
    expect(result.message).toBe('everything held');
    expect(service.asked.map(({ line }) => line)).toEqual([
      'POST /login',
      'GET /portfolio',
      'GET /orders/a%2Fb%207',
      'DELETE /session',
    ]);
    expect(service.asked[1]?.headers).toMatchObject({
      authorization: `Bearer ${TOKEN}`,
      cookie: 'session=s1; theme=dark',
    });
    expect(result.attempts[0]?.assertions.map(({ assertion }) => assertion)).toContain(
      'order: jsonPath $.state to be "open"',
    );
    expect(result.attempts[0]?.measurements).toMatchObject({ steps: 4 });
  });

  it('are one sum of phases, each over a connection of its own', async () => {
    const service = await orderService();
    const { phases } = await run(
      api('orders', { steps: stepsAt(service.url), expect: [phase('total').below('5s')] }),
    );
    expect(service.accepted()).toBe(4);
    expect(phases).toMatchObject({
      connect: expect.any(Number),
      ttfb: expect.any(Number),
      total: expect.any(Number),
    });
  });

  it('stop at the first that fails, which is named; those that run always still do', async () => {
    const service = await orderService({
      'GET /portfolio': (_request, response) => response.writeHead(503).end('down'),
    });
    const result = await run(api('orders', { steps: stepsAt(service.url) }));
    expect(result).toMatchObject({
      state: 'failed',
      reason: 'server_error',
      message: 'step "portfolio": expected status to be 2xx, got 503',
    });
    expect(service.asked.map(({ line }) => line)).toEqual([
      'POST /login',
      'GET /portfolio',
      'DELETE /session',
    ]);
    expect(result.attempts[0]?.evidence).toMatchObject({ status: 503, body: 'down' });
  });

  it('leave out the clean-up of what was never made', async () => {
    const service = await orderService({
      'POST /login': (_request, response) => response.writeHead(401).end(),
    });
    expect((await run(api('orders', { steps: stepsAt(service.url) }))).message).toBe(
      'step "log in": expected status to be 2xx, got 401',
    );
    expect(service.asked).toHaveLength(1);
  });

  it('that clean up and fail are told when nothing else is', async () => {
    const service = await orderService({
      'DELETE /session': (_request, response) => response.writeHead(500).end(),
    });
    expect((await run(api('orders', { steps: stepsAt(service.url) }))).message).toMatch(/^step "log out": /);
  });

  it('have one deadline together', async () => {
    const service = await orderService({ 'GET /portfolio': () => {} });
    const began = performance.now();
    const result = await run(api('orders', { steps: stepsAt(service.url), timeout: '400ms' }));
    expect(performance.now() - began).toBeLessThan(500);
    expect(result).toMatchObject({
      reason: 'response_timeout',
      message: expect.stringMatching(/^step "portfolio": no answer began within 400ms/),
    });
    await service.abandoned();
  });

  it('one whose assertion throws is our own fault', async () => {
    const service = await orderService();
    const broken = satisfies('explodes', () => JSON.parse('{'));
    const steps = [{ name: 'portfolio', url: `${service.url}/portfolio`, expect: [broken] }];
    expect(await run(api('orders', { steps }))).toMatchObject({
      state: 'errored',
      reason: 'assertion_threw',
    });
  });
});

describe('what is extracted', () => {
  it.each<[sentence: string, answer: string, step: Pick<ApiStep, 'extract'>, message: string]>([
    ['must be there', '{}', { extract: { id: take.json('$.id') } }, 'expected {{id}}, but $.id gave nothing'],
    [
      'must be a value',
      '{"id":{}}',
      { extract: { id: take.json('$.id') } },
      'expected {{id}}, but $.id gave an object, not a value',
    ],
    [
      'must be in JSON when a path asks for it',
      'hello',
      { extract: { id: take.json('$.id') } },
      'expected {{id}}, but $.id gave nothing',
    ],
    [
      'must match its pattern',
      'hello',
      { extract: { id: take.text(/id=(\d+)/) } },
      'expected {{id}}, but text /id=(\\d+)/ gave nothing',
    ],
    [
      'must not break a header',
      '{"id":"a\\r\\nx-admin: 1"}',
      { extract: { id: take.json('$.id') } },
      'expected {{id}}, but $.id gave control characters',
    ],
    [
      'must not be endless',
      `{"id":"${'x'.repeat(9_000)}"}`,
      { extract: { id: take.json('$.id') } },
      'expected {{id}}, but $.id gave 9000 characters',
    ],
  ])('%s', async (_sentence, answer, step, message) => {
    const { url } = await httpTarget((_request, response) => response.end(answer));
    const result = await run(api('a', { steps: [{ name: 'first', url, ...step }] }));
    expect([result.reason, result.message]).toEqual(['extraction_failed', `step "first": ${message}`]);
  });

  it('by a pattern is its first group, out of the text or a header', async () => {
    const { url } = await httpTarget((request, response) =>
      request.url === '/'
        ? response.setHeader('location', '/orders/42').end('csrf=abc;')
        : response.end(request.url),
    );
    const steps: ApiStep[] = [
      {
        name: 'first',
        url: `${url}/`,
        extract: { csrf: take.text(/csrf=(\w+)/), id: take.header('Location', /(\d+)$/) },
      },
      {
        name: 'second',
        url: `${url}/next/{{id}}`,
        query: { csrf: '{{csrf}}' },
        expect: [text.is('/next/42?csrf=abc')],
      },
    ];
    expect((await run(api('a', { steps }))).message).toBe('everything held');
  });

  it('stays in its place in the URL, in a body and in a header', async () => {
    const asked: string[] = [];
    const { url } = await httpTarget(async (request, response) => {
      asked.push(request.url ?? '');
      response.end('{"id":"../admin?x=1#","n":5}');
    });
    const steps: ApiStep[] = [
      { name: 'first', url: `${url}/`, extract: { id: take.json('$.id'), n: take.json('$.n') } },
      { name: 'second', url: `${url}/orders/{{id}}?n={{n}}`, method: 'POST', body: { ids: ['{{id}}'] } },
    ];
    expect((await run(api('a', { steps }))).state).toBe('passed');
    expect(asked[1]).toBe('/orders/..%2Fadmin%3Fx%3D1%23?n=5');
  });

  it('and concealed is not read in the result, wherever it comes back', async () => {
    const service = await orderService({
      'GET /portfolio': (request, response) =>
        response.writeHead(500).end(`who is ${request.headers.authorization}?`),
    });
    const result = await run(api('orders', { steps: stepsAt(service.url) }));
    expect(JSON.stringify(result)).toContain(REDACTED);
    expect(JSON.stringify(result)).not.toContain(TOKEN);
  });

  it('a secret in a step is read like any other', async () => {
    const { url } = await httpTarget((request, response) => response.end(request.headers['x-key']));
    const steps: ApiStep[] = [
      {
        name: 'first',
        url,
        headers: { 'x-key': secret('api/key') },
        expect: [text.is('hunter2'), status.is(201)],
      },
    ];
    const result = await run(api('a', { steps }), { secrets: { 'api/key': 'hunter2' } });
    expect(result.reason).toBe('unexpected_status');
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });
});

describe('what validation says', () => {
  const lines = (steps: unknown) =>
    resolve(project({ home: 'eu-west-1', checks: [api('a', { steps } as never)] }), kinds).findings.map(
      formatFinding,
    );
  const url = 'https://a.example/';

  it.each<[steps: unknown, line: string]>([
    [[], 'a: steps: has 0 items; write 1 to 20'],
    [[{ url }], 'a: steps[0].name: is missing; add name'],
    [[{ name: 'x', url, methd: 'GET' }], "a: steps[0].methd: is not a property; did you mean 'method'?"],
    [[{ name: 'x', url, every: '1m' }], 'a: steps[0].every: is not a property'],
    [
      [
        { name: 'x', url },
        { name: 'x', url },
      ],
      'a: steps[1].name: "x" is used twice; give each step its own',
    ],
    [[{ name: 'x', url: 'https://{{host}}/' }], 'a: steps[0].url: '],
    [
      [{ name: 'x', url: `${url}{{id}}` }],
      "a: steps[0]: uses {{id}}, which no earlier step extracts; add extract: { id: take.json('$...') } to an earlier step",
    ],
    [
      [{ name: 'x', url, extract: { id: '$.id' } }],
      "a: steps[0].extract.id: is not an extraction; write one such as take.json('$.id')",
    ],
    [
      [{ name: 'x', url, extract: { id: take.json('$[') } }],
      `a: steps[0].extract.id: "$[" is not a JSON path; write one such as '$.status'`,
    ],
    [
      [{ name: 'x', url, extract: { id: take.text(/(?=a)/) } }],
      'a: steps[0].extract.id: the pattern cannot be run in linear time',
    ],
    [
      [{ name: 'x', url, expect: [{ source: 'rcode', operator: 'is' }] }],
      'a: steps[0].expect[0].source: "rcode" is not known',
    ],
  ])('%j', (steps, line) => {
    expect(lines(steps)[0]).toContain(line);
  });
});
