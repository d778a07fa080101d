import type { ServiceName } from './fault.ts';

/** The services of the demo exchange, as people read them, in the order in which their faults are listed. */
export const SERVICE_TITLES: Readonly<Record<ServiceName, string>> = {
  web: 'site and APIs',
  front: 'web front, in a browser',
  orders: 'order API',
  quotes: 'market data',
  stream: 'market data stream',
  vendor: 'second vendor of market data',
  eod: 'end-of-day files',
  news: 'news',
  certificate: 'certificate of HTTPS',
  fix: 'FIX gateway',
  dns: 'name server',
};
