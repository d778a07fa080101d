import { certificate, header, http, status, text } from 'vedette';
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
