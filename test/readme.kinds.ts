import {
  answers,
  api,
  browser,
  chain,
  compare,
  concealed,
  dns,
  freshness,
  http,
  jsonPath,
  page,
  project,
  rows,
  secret,
  stream,
  take,
  tcp,
  tls,
} from 'vedette';

const quotes = {
  request: { url: 'https://exchange.example.com/v1/market/quotes?venue=XASX' },
  rows: rows.json('$.quotes[*]', { symbol: 'symbol', time: 'time', price: 'price' }),
};

const feed = {
  url: 'wss://exchange.example.com/v1/market/stream',
  open: [{ send: { subscribe: '{{symbols}}' }, expect: { type: 'subscribed' } }],
  ticks: { where: { type: 'quote' }, fields: { symbol: 'symbol', time: 'time', price: 'price' } },
};

const [calendar, symbols] = ['XASX', ['BHP', 'CBA', 'CSL']] as const;

export default project({
  home: 'ap-southeast-2',
  checks: [
    http('health', { url: 'https://exchange.example.com/health', expect: [jsonPath('$.status').is('ok')] }),
    api('portfolio', {
      steps: [
        {
          name: 'log in',
          url: 'https://exchange.example.com/v1/session',
          method: 'POST',
          body: { user: 'probe', password: secret('orders/password') },
          extract: { token: concealed(take.json('$.token')) },
        },
        {
          name: 'portfolio',
          url: 'https://exchange.example.com/v1/portfolio',
          headers: { authorization: 'Bearer {{token}}' },
        },
      ],
    }),
    browser('portfolio-page', {
      vars: { url: 'https://exchange.example.com/' },
      secrets: [secret('orders/password')],
      journey: async ({ page, step, expect, secret, vars }) => {
        await step('log in', async () => {
          await page.goto(vars.url);
          await page.getByLabel('Password').fill(await secret('orders/password'));
          await page.getByRole('button', { name: 'Log in' }).click();
          await expect(page.getByRole('heading', { name: 'Portfolio' })).toBeVisible();
        });
      },
      steps: { 'log in': { degraded: '2s', failed: '8s' } },
    }),
    page('home', {
      url: 'https://exchange.example.com/',
      budgets: { lcp: { degraded: '2.5s', failed: '6s' }, cls: 0.1, failedRequests: { failed: 0 } },
    }),
    tcp('fix-gateway', { host: 'fix.example.com', port: 9878, tls: true }),
    dns('public-name', { name: 'exchange.example.com', expect: [answers.each.is('203.0.113.7')] }),
    tls('certificate', { host: 'exchange.example.com', expect: [chain.lifetimeLeft.atLeast(20)] }),
    freshness('quotes', { calendar, symbols, ...quotes, limit: '10s' }),
    stream('quote-stream', { calendar, symbols, ...feed, limits: { gap: '3s', silence: '30s' } }),
    compare('sides', {
      calendar,
      symbols,
      sources: [
        { name: 'exchange', ...quotes },
        { name: 'stream', stream: feed },
      ],
    }),
  ],
});
