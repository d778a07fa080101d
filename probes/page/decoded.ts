import type { CDPSession } from 'playwright-core';

/** What a page asked for and what came of it once it was decompressed, of all of its frames but those of other sites. */
export interface Decoded {
  readonly url: string;
  /** As Chromium calls it: `Script`, `XHR`, ... */
  readonly type: string;
  bytes: number;
}

/** What is remembered of a page that never stops asking. */
const MAX_REQUESTS = 2_000;

/** Counts what is decoded, from now on; an answer out of the cache counts as any other. */
export async function countDecoded(session: CDPSession): Promise<ReadonlyMap<string, Decoded>> {
  const all = new Map<string, Decoded>();
  session.on('Network.requestWillBeSent', ({ requestId, request: { url }, type = 'Other' }) => {
    if (all.size < MAX_REQUESTS) all.set(requestId, { url, type, bytes: 0 });
  });
  session.on('Network.dataReceived', ({ requestId, dataLength }) => {
    const one = all.get(requestId);
    if (one) one.bytes += dataLength;
  });
  await session.send('Network.enable');
  return all;
}
