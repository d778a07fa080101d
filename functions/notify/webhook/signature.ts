import { createHmac } from 'node:crypto';

/** `t=<seconds since the epoch>,v1=<hex>`: HMAC-SHA256 of `<t>.<body>`. The time is signed too, against replays. */
export function signatureOf(body: string, key: string, now: number): string {
  const t = Math.floor(now / 1_000);
  return `t=${t},v1=${createHmac('sha256', key).update(`${t}.${body}`).digest('hex')}`;
}
