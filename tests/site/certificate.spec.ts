import { expect } from '@playwright/test';
import { sampleCatalog } from '#site/server/dev/sample-catalog.ts';
import { finishCourse } from '#tests/server/finish-course.ts';
import type { Reachable } from '#tests/server/start-test-server.ts';
import { FakeServer } from './support/fake-server.ts';
import { test } from './support/lab-page.ts';
import { isClean } from './support/looks.ts';

/** A server whose course is one small lab. */
async function smallCourse(): Promise<FakeServer> {
  return FakeServer.start({ catalog: sampleCatalog });
}

function reach({ url }: FakeServer): Reachable {
  return {
    url,
    call: (method, path, body) =>
      fetch(url + path, {
        method,
        headers: { origin: url, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

test('a certificate is earned, asked for, printed, verified and withdrawn', async ({ page }) => {
  const server = await smallCourse();
  try {
    await page.goto(`${server.url}/certificate/`);
    await expect(page.locator('.certificate-open')).toContainText('Static sync 3 exercises');
    await finishCourse(reach(server));

    await page.goto(`${server.url}/course/`);
    await page.getByRole('link', { name: 'Your certificate' }).click();
    // With the keyboard alone.
    await page.getByLabel('Your name').focus();
    await page.keyboard.type('Ada Lovelace');
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('article', { name: 'Certificate of Ada Lovelace' });
    await expect(sheet).toContainText('Vault and External Secrets');
    await expect(sheet).toContainText('Static sync');
    await expect(page.getByRole('button', { name: 'Print' })).toBeFocused();
    await isClean(page);

    await test.step('on paper there is the certificate and nothing else', async () => {
      await page.emulateMedia({ media: 'print' });
      await expect(sheet).toBeVisible();
      await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
      await expect(page.locator('header.header')).toBeHidden();
      await page.emulateMedia({ media: 'screen' });
    });

    const link = await sheet.getByRole('link').getAttribute('href');
    const verify = await page.context().newPage();
    await verify.goto(link ?? '');
    await expect(verify.getByRole('status').first()).toContainText('Valid.');
    await expect(verify.getByRole('article')).toHaveText((await sheet.textContent()) ?? '');
    await isClean(verify);

    await page.getByRole('button', { name: 'Withdraw it' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Withdraw', exact: true }).click();
    await expect(page.getByLabel('Your name')).toBeVisible();
    await verify.reload();
    await expect(verify.locator('.verdict')).toContainText('Withdrawn.');
    await expect(verify.getByText('Ada Lovelace')).toHaveCount(0);
  } finally {
    await page.context().close();
    await server.remove();
  }
});

test('a number that nobody issued is unknown, however it is spelt', async ({ page }) => {
  await page.goto('/verify/');
  const number = page.getByLabel('Number of the certificate');
  await number.fill('a'.repeat(20));
  await page.keyboard.press('Enter');
  await expect(page.locator('.verdict')).toContainText('Unknown.');
  await isClean(page);
  await page.goto('/verify/#../../x');
  await expect(page.locator('.verdict')).toContainText('Unknown.');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('a certificate fits a phone, and axe finds nothing', async ({ page }) => {
      const server = await smallCourse();
      try {
        await finishCourse(reach(server));
        const name = 'Wolfeschlegelsteinhausenbergerdorff the Younger';
        await reach(server).call('POST', '/api/certificate', { name });
        for (const width of [320, 390]) {
          await page.setViewportSize({ width, height: 844 });
          await page.goto(`${server.url}/certificate/`);
          await expect(page.getByRole('article')).toBeVisible();
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        }
        await isClean(page);
      } finally {
        await page.close();
        await server.remove();
      }
    });
  });
}
