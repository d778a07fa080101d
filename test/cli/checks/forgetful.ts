import { browser, project } from 'vedette';

/** A journey that forgets to await what then fails, when its page is closed. */
export default project({
  home: 'eu-west-1',
  checks: [
    browser('forgetful', {
      network: 'private',
      expect: [],
      journey: async ({ page, expect }) => {
        await page.goto('data:text/html,hello');
        void page.getByText('nobody').click();
        void expect(page.getByText('nobody')).toBeVisible();
      },
    }),
  ],
});
