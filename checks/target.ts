/**
 * Where the example's trading platform is: `VEDETTE_TARGET=https://exchange.example.com` points every check at a
 * real one. Without it the checks look at the demo exchange that `npm start` starts on this machine.
 */
const DEMO_HTTPS = 'https://localhost:4743';
const DEMO_HTTP = 'http://localhost:4780';

const { VEDETTE_TARGET } = process.env;

const demo = { secure: DEMO_HTTPS, plain: DEMO_HTTP, network: 'private' } as const;

const real = (url: string) =>
  ({ secure: url, plain: url.replace(/^https:/, 'http:'), network: 'public' }) as const;

export const target = VEDETTE_TARGET ? real(VEDETTE_TARGET) : demo;
