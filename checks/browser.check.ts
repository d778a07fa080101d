import { browser, phase, secret } from 'vedette';
import { target } from './target.ts';

type Front = NonNullable<typeof target.front>;

/** What a customer sees, step by step. It knows the demo exchange's pages: write your platform's own steps in its place. */
const portfolioAt = ({ url, user, password }: Front) =>
  browser('portfolio', {
    description: 'A customer logs in, sees the portfolio at live prices and previews an order.',
    every: '1m',
    timeout: '20s',
    vars: { url, user },
    secrets: [secret(password)],
    stepTimeout: '8s',
    journey: async ({ page, step, expect, secret, vars }) => {
      await step('log in', async () => {
        await page.goto(`${vars.url}/log-in`);
        await page.getByLabel('User').fill(vars.user);
        await page.getByLabel('Password').fill(await secret(password));
        await page.getByRole('button', { name: 'Log in' }).click();
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('Portfolio');
      });
      await step('see the portfolio', async () => {
        await expect(page.getByRole('row', { name: 'BHP' })).toBeVisible();
        await expect(page.getByLabel('Total value')).toHaveText(/^[\d,]+\.\d\d$/);
      });
      await step('preview an order', async () => {
        await page.getByRole('link', { name: 'Order ticket' }).click();
        await page.getByRole('button', { name: 'Preview' }).click();
        await expect(page.getByLabel('Preview')).toHaveText(/^Buy 100 BHP at about \d+\.\d\d/);
      });
    },
    steps: { 'log in': { degraded: '3s' } },
    thresholds: { degraded: phase('total').above('6s') },
    labels: { severity: 'critical', category: 'business', team: 'web' },
  });

export const portfolio = target.front && portfolioAt(target.front);
