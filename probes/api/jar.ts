import { CookieJar as Jar } from 'tough-cookie';
import type { CookieJar } from '../http/visit.ts';

/** Cookies as a browser keeps them (RFC 6265). One that is malformed, or for another site, is not kept. */
export function cookieJar(): CookieJar {
  const jar = new Jar();
  return {
    cookiesFor: (url) => jar.getCookieStringSync(url.href),
    keep: (url, setCookies) => {
      for (const cookie of setCookies) jar.setCookieSync(cookie, url.href, { ignoreError: true });
    },
  };
}
