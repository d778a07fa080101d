/**
 * Where the example's trading platform is: `VEDETTE_TARGET=https://exchange.example.com` points every check at a
 * real one. Without it the checks look at the demo exchange that `npm start` starts on this machine.
 */
const { VEDETTE_TARGET, VEDETTE_DEMO_PORT, VEDETTE_DEMO_TLS_PORT } = process.env;

const demo = {
  secure: `https://localhost:${VEDETTE_DEMO_TLS_PORT || 4743}`,
  plain: `http://localhost:${VEDETTE_DEMO_PORT || 4780}`,
  network: 'private',
} as const;

/** This machine, as a URL names it: only a private network leads there. */
const LOOPBACK = /^https?:\/\/(localhost|127(\.\d+){3}|\[::1\])(:|\/|$)/;

const given = (url: string) =>
  ({
    secure: url,
    plain: url.replace(/^https:/, 'http:'),
    network: LOOPBACK.test(url) ? 'private' : 'public',
  }) as const;

export const target = VEDETTE_TARGET ? given(VEDETTE_TARGET) : demo;
