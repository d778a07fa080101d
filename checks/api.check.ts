import { api, concealed, header, http, jsonPath, phase, status, take } from 'vedette';
import { target } from './target.ts';

/** What the load balancer asks; here from outside. */
export const health = http('health', {
  url: `${target.secure}/health`,
  every: '10s',
  timeout: '5s',
  expect: [jsonPath('$.status').is('ok'), jsonPath('$.database').isNot('down')],
  thresholds: { degraded: phase('server').above('300ms') },
  labels: { severity: 'critical', category: 'infrastructure' },
});

/** A quote that a customer would see: it is there, it is a price, and it is of now. */
export const quote = http('quote', {
  url: `${target.secure}/v1/quotes`,
  query: { symbol: 'BHP' },
  every: '10s',
  timeout: '5s',
  expect: [
    status.is(200),
    header('content-type').contains('json'),
    jsonPath('$.symbol').is('BHP'),
    jsonPath('$.price').above(0),
    jsonPath('$.asOf').isYoungerThan('30s'),
  ],
  thresholds: { degraded: '250ms', failed: '2s' },
  labels: { severity: 'critical', team: 'quant', category: 'business' },
});

/** What the token of a session is sent as. */
const authorization = 'Bearer {{token}}';

/** What a customer does all day: log in, look at the portfolio, look at an order in it. It always logs out. */
export const orders = api('orders', {
  description: 'The order API, from the log-in to the log-out.',
  every: '1m',
  steps: [
    {
      name: 'log in',
      url: `${target.secure}/v1/session`,
      method: 'POST',
      body: target.login,
      extract: { token: concealed(take.json('$.token')) },
    },
    {
      name: 'portfolio',
      url: `${target.secure}/v1/portfolio`,
      headers: { authorization },
      extract: { order: take.json('$.positions[0].orderId') },
      expect: [
        jsonPath('$.positions').hasLength({ atLeast: 1 }),
        jsonPath('$.positions[*].quantity').each.above(0),
      ],
    },
    {
      name: 'order',
      url: `${target.secure}/v1/orders/{{order}}`,
      headers: { authorization },
      expect: [jsonPath('$.state').isOneOf(['open', 'filled'])],
    },
    {
      name: 'log out',
      url: `${target.secure}/v1/session`,
      method: 'DELETE',
      headers: { authorization },
      always: true,
    },
  ],
  thresholds: { degraded: '1s' },
  labels: { severity: 'critical', category: 'business' },
});
