import { secret } from 'vedette';

/**
 * Where the example's trading platform is: `VEDETTE_TARGET=https://exchange.example.com` points every check at a real
 * one, and `VEDETTE_FIX_GATEWAY=fix.example.com:9878` names its FIX gateway. Without a target the checks look at the
 * demo exchange that `npm start` starts on this machine.
 */
const {
  VEDETTE_TARGET,
  VEDETTE_FIX_GATEWAY,
  VEDETTE_DEMO_PORT,
  VEDETTE_DEMO_TLS_PORT,
  VEDETTE_DEMO_FIX_PORT,
  VEDETTE_DEMO_DNS_PORT,
} = process.env;

const https = { host: 'localhost', port: Number(VEDETTE_DEMO_TLS_PORT) || 4743 };

const demo = {
  secure: `https://localhost:${https.port}`,
  plain: `http://localhost:${VEDETTE_DEMO_PORT || 4780}`,
  network: 'private',
  https,
  login: { user: 'demo', password: secret('demo/password') },
  front: { url: `https://localhost:${https.port}`, user: 'demo', password: 'demo/password' },
  publicName: { name: 'exchange.demo', resolver: `127.0.0.1:${VEDETTE_DEMO_DNS_PORT || 4753}` },
  address: /^127\.0\.0\.1$/,
  fix: { host: 'localhost', port: Number(VEDETTE_DEMO_FIX_PORT) || 4798 },
} as const;

/** This machine, as a URL names it: only a private network leads there. */
const LOOPBACK = /^https?:\/\/(localhost|127(\.\d+){3}|\[::1\])(:|\/|$)/;

/** A name that the public DNS can know: an address is none, nor is `localhost`. */
const PUBLIC_NAME = /\.[a-z]/i;

function given(url: string) {
  const https = placeOf(url, 443);
  return {
    secure: url,
    plain: url.replace(/^https:/, 'http:'),
    network: LOOPBACK.test(url) ? 'private' : 'public',
    https,
    login: { user: 'vedette', password: secret('orders/password') },
    front: undefined, // its journey is its own: see browser.check.ts
    publicName: PUBLIC_NAME.test(https.host) ? { name: https.host } : undefined,
    address: /./, // whichever; better the addresses of your load balancer
    fix: VEDETTE_FIX_GATEWAY ? placeOf(`fix://${VEDETTE_FIX_GATEWAY}`) : undefined,
  } as const;
}

/** Host and port of a URL; what is not there becomes what no check takes, so that it is told as a finding. */
function placeOf(url: string, port = 0) {
  if (!URL.canParse(url)) return { host: '', port };
  const { hostname, port: own } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(own) || port }; // an IPv6 address is in brackets
}

export const target = VEDETTE_TARGET ? given(VEDETTE_TARGET) : demo;
