import { expect } from '@playwright/test';
import { labPath, test } from './support/lab-page.ts';
import { fits } from './support/looks.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

for (const address of ['/', '/course/', '/labs/', '/lessons/secret-sprawl/', '/no-such-page/'])
  test(`${address} fits a phone`, async ({ page }) => {
    await page.goto(address);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await fits(page);
  });

test('a lab can be worked on a phone, one area at a time', async ({ page, lab }) => {
  await page.goto(labPath);
  await fits(page);
  // As somebody would who presses again: the page shows before all of its parts have arrived.
  await expect(async () => {
    await page.getByRole('button', { name: 'Terminal', exact: true }).click();
    await expect(lab.button('Start lab')).toBeVisible({ timeout: 1000 });
  }).toPass();
  await lab.button('Start lab').click();
  await lab.live();
  await fits(page);
  await expect(page.getByRole('group', { name: 'Extra keys' })).toBeVisible();
  await lab.type('kubectl get nodes');
  await lab.shows(/kindlab-fake-control/);

  await page.getByRole('button', { name: 'Checks', exact: true }).click();
  await expect(lab.terminals).toBeHidden();
  await expect(lab.checks.locator('.check').first()).toBeVisible();
  await fits(page);
  await lab.button('Check').click();
  await expect(lab.button('Check')).toHaveAttribute('aria-disabled', 'false');

  await page.getByRole('button', { name: 'Instructions', exact: true }).click();
  await page.locator('[data-exercise="store-secret"] button.kl-run').first().click();
  await expect(lab.terminals).toBeVisible();
  await lab.shows(/vault secrets list/);
});
