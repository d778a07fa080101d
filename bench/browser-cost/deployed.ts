import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleHandler } from '../../lib/bundle.ts';
import { browserLayer } from '../../lib/layer.ts';
import { kinds } from '../../probes/kinds.ts';
import { checkout } from '../../test/stacks/checkout.ts';

/** The location that everything here claims to be. */
export const LOCATION = 'us-east-1';

/** The check that is run: a person logs in and sees a portfolio. */
export const CHECK = 'portfolio';

const CHECKS = `import { browser, project } from 'vedette';

const url = process.env.VEDETTE_TARGET ?? 'https://exchange.example.com/';

export default project({
  home: '${LOCATION}',
  checks: [
    browser('${CHECK}', {
      network: 'private',
      journey: async ({ page, step, expect }) => {
        await step('open', async () => void (await page.goto(url)));
        await step('log in', async () => {
          await page.getByLabel('User').fill('probe');
          await page.getByRole('button').click();
          await expect(page.getByText('AUD/USD')).toBeVisible();
        });
      },
    }),
  ],
});
`;

/** The whole of it: a form, a script and a stylesheet of everyday size, and what the form leads to. */
export const PAGE = `<!doctype html><title>Exchange</title>
<style>${'.a{margin:0;padding:1px}'.repeat(2_000)}</style>
<form><label>User <input name="user"></label><button>Log in</button></form>
<script>${'/* as long as scripts are */'.repeat(4_000)}
document.forms[0].addEventListener('submit', (event) => {
  event.preventDefault();
  document.body.innerHTML = '<h1>Positions</h1><p>AUD/USD 1,000,000</p>';
});
</script>`;

/** The function with a browser, bundled with a check of this bench, and its layer. */
export interface Deployed {
  readonly task: string;
  readonly layer: string;
  /** Of the bundle, minified. */
  readonly bytes: number;
  readonly remove: () => Promise<void>;
}

export async function bundleDeployed(): Promise<Deployed> {
  const root = await mkdtemp(join(tmpdir(), 'vedette-bench-browser-'));
  const copy = checkout(CHECKS);
  const from = join(copy.directory, 'functions/handlers');
  const { directory: task, metafile } = await bundleHandler('probe-browser', {
    kinds,
    from,
    to: join(root, 'build'),
  });
  const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
  const layer = await browserLayer(join(root, 'layer'));
  const remove = async () => {
    copy.remove();
    await rm(root, { recursive: true, force: true });
  };
  return { task, layer, bytes, remove };
}
