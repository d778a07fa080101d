import { certificate, page } from 'vedette';
import { target } from './target.ts';

/** How fast and how sound the public home is, as somebody sees it who was never there. */
export const home = page('home', {
  url: `${target.secure}/`,
  description: 'The public home of the exchange is fast, holds still and is whole.',
  every: '5m',
  timeout: '30s',
  budgets: {
    lcp: { degraded: '2.5s', failed: '4s' },
    cls: { degraded: 0.1, failed: 0.25 },
    failedRequests: 0,
    uncaughtErrors: { failed: 0 },
    mixedContent: 0,
  },
  expect: [certificate.daysLeft.atLeast(14)],
  labels: { category: 'business', team: 'web' },
});
