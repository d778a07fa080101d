import { certificate, header, http, jsonPath, phase, project, secret, status } from 'vedette';

export const portfolio = http('portfolio-api', {
  url: 'https://exchange.example.com/v1/portfolio',
  every: '30s',
  locations: ['ap-southeast-2', 'us-east-1', 'eu-west-1'],
  auth: { bearer: secret('portfolio/token') },
  expect: [
    status.is(200),
    header('content-type').contains('json'),
    jsonPath('$.positions').hasLength({ atLeast: 1 }),
    jsonPath('$.asOf').isYoungerThan('60s'),
    certificate.daysLeft.atLeast(14),
  ],
  thresholds: { degraded: phase('server').above('500ms'), failed: phase('total').above('5s') },
  retry: { attempts: 1, after: '2s', on: 'network' },
  labels: { severity: 'critical', team: 'platform', category: 'infrastructure' },
  runbook: 'https://runbooks.example.com/portfolio-api',
});

export default project({ home: 'ap-southeast-2', checks: [portfolio] });
