import {
  answers,
  api,
  chain,
  concealed,
  dns,
  http,
  jsonPath,
  project,
  secret,
  take,
  tcp,
  tls,
} from 'vedette';

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
    tcp('fix-gateway', { host: 'fix.example.com', port: 9878, tls: true }),
    dns('public-name', { name: 'exchange.example.com', expect: [answers.each.is('203.0.113.7')] }),
    tls('certificate', { host: 'exchange.example.com', expect: [chain.lifetimeLeft.atLeast(20)] }),
  ],
});
