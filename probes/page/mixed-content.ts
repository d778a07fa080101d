import type { CDPSession } from 'playwright-core';

/** Remembers what a page over https asks for over http, whether it was refused or asked for over https instead. */
export async function watchMixedContent(session: CDPSession): Promise<readonly string[]> {
  const urls: string[] = [];
  session.on('Audits.issueAdded', ({ issue: { details } }) => {
    const url = details.mixedContentIssueDetails?.insecureURL;
    if (url !== undefined && urls.length < MAX_URLS) urls.push(url);
  });
  await session.send('Audits.enable');
  return urls;
}

const MAX_URLS = 200;
