import { certificate, header, http, jsonPath, phase, status, text } from 'vedette';
import { target } from './target.ts';

/** The public site, as a visitor's browser would ask for it. */
export const site = http('site', {
  url: `${target.secure}/`,
  description: 'The public site of the exchange.',
  every: '30s',
  expect: [
    status.is(200),
    header('content-type').contains('text/html'),
    text.contains('Demo Exchange'),
    certificate.daysLeft.atLeast(14),
  ],
  thresholds: { degraded: '500ms', failed: '3s' },
  labels: { category: 'business', team: 'web' },
});

/** Who types the name without https must land on the secure site. */
export const redirect = http('site-redirect', {
  url: `${target.plain}/`,
  every: '1m',
  redirects: 0,
  expect: [status.isOneOf([301, 308]), header('location').matches(/^https:/)],
  labels: { category: 'security', team: 'web' },
});

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
