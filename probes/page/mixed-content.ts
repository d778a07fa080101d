import type { CDPSession } from 'playwright-core';

/** Remembers what a page over https asks for over http, whether it was refused or asked for over https instead. */
export async function watchMixedContent(session: CDPSession): Promise<ReadonlySet<string>> {
  // The same is told once for what is read ahead, and once for what is asked for.
  const urls = new Set<string>();
  session.on('Audits.issueAdded', ({ issue: { details } }) => {
    const url = details.mixedContentIssueDetails?.insecureURL;
    if (url !== undefined && urls.size < MAX_URLS) urls.add(url);
  });
  await session.send('Audits.enable');
  return urls;
}

const MAX_URLS = 200;
