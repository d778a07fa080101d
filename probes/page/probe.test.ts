import { expect, it } from 'vitest';
import { siteOf, testBrowsers } from '../../test/browsing.ts';
import { run } from '../../test/probing.ts';
import { page } from './check.ts';

const browsers = testBrowsers();

it('thin', async () => {
  const { url } = await siteOf({
    '/': `<style>body{margin:0}#b{font-size:40px}</style><h1 id=b>Hello world</h1><script>setTimeout(()=>{const t=performance.now();while(performance.now()-t<300);document.body.insertAdjacentHTML('afterbegin','<div style="height:200px">x</div>')},100)</script>`,
  });
  const result = await run(
    page('a', {
      url,
      network: 'private',
      budgets: { lcp: '1ms', cls: 0.01, tbt: '200ms', speedIndex: '1ms', transferred: '10B' },
      runs: 2,
    }),
    { browsers },
  );
  console.log(JSON.stringify(result, null, 1));
  expect(result.state).toBe('degraded');
});
