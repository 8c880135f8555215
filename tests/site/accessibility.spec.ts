import { expect, type Page } from '@playwright/test';
import { labPath, test } from './support/lab-page.ts';
import { isClean } from './support/looks.ts';

const pages = {
  'landing page': '/',
  'course page': '/course/',
  'list of labs': '/labs/',
  lesson: '/lessons/secret-sprawl/',
  'lab page': labPath,
  'unknown page': '/no-such-page/',
};

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    // Colours are measured: nothing may be half-way through a fade.
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    for (const [name, address] of Object.entries(pages)) {
      test(`axe finds nothing on the ${name}`, async ({ page }) => {
        await page.goto(address);
        await settled(page);
        await isClean(page);
      });
    }

    test('axe finds nothing on the lab page while one works in it', async ({ page, lab }) => {
      await lab.begin();
      await lab.outcome('settling', 'install-eso');
      await lab.outcome('passed', 'store-secret');
      await lab.show('connect-store');
      await lab.button('Hint 0/3').click();
      await expect(lab.checks.locator('.hints')).toBeVisible();
      await lab.button('Open another shell').click();
      await lab.live();
      await isClean(page);
      await lab.show('store-secret');
      await isClean(page, 'kl-checks');
      await lab.button('Secret trace').click();
      for (const scene of ['failing', 'many']) {
        await expect(page.locator('kl-trace .trace-scroll')).toBeVisible();
        await lab.call('POST', '/api/dev/trace', { scene });
        await expect(page.locator('kl-trace .hop').first()).toBeVisible();
        await isClean(page, 'kl-trace');
      }
      await page.locator('kl-trace .hop-name').first().click();
      await isClean(page, 'dialog');
      await page.keyboard.press('Escape');
      await lab.button('End lab').click();
      await isClean(page, 'dialog');
      await page.keyboard.press('Escape');
    });
  });
}

/** What comes from the server is there: progress, questions, the lab. */
async function settled(page: Page): Promise<void> {
  await expect(page.getByText('Fetching the questions…')).toHaveCount(0);
  await expect(page.getByText('Your progress shows here once')).toHaveCount(0);
  await expect(page.getByText('Asking the lab server…')).toHaveCount(0);
}
