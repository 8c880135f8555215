import { expect, test, type Page } from '@playwright/test';

const lab = '/labs/static-sync/';
const command = (page: Page) => page.locator('#store-secret .kl-command').nth(1);
const choose = (page: Page, name: string) => page.getByRole('radio', { name }).check();

test('a guided lab shows its commands, an open one keeps them until they are asked for', async ({ page }) => {
  await page.goto(lab);
  await expect(page.getByRole('radio', { name: 'Guided' })).toBeChecked();
  await expect(command(page).locator('pre')).toBeVisible();
  await expect(command(page).getByRole('button', { name: 'Show the command' })).toBeHidden();

  await choose(page, 'Open');
  await expect(command(page).locator('pre')).toBeHidden();
  await expect(page.locator('#store-secret .goal')).toBeVisible();
  const show = command(page).getByRole('button', { name: 'Show the command' });
  await show.focus();
  await page.keyboard.press('Enter');
  await expect(command(page).locator('pre')).toContainText('vault kv put');
  await expect(page.locator('#store-secret .kl-command').nth(2).locator('pre')).toBeHidden();
  await command(page).getByRole('button', { name: 'Hide the command' }).click();
  await expect(command(page).locator('pre')).toBeHidden();

  await choose(page, 'Guided');
  await expect(command(page).locator('pre')).toBeVisible();
});

test('the choice holds after a reload, for every lab, and moves nothing while the page appears', async ({
  page,
}) => {
  await page.addInitScript(`
    window.shifts = 0;
    new PerformanceObserver((list) => {
      for (const { value } of list.getEntries()) window.shifts += value;
    }).observe({ type: 'layout-shift', buffered: true });
  `);
  await page.goto(lab);
  await choose(page, 'Open');
  for (const path of [lab, '/labs/capstone/']) {
    await page.goto(path);
    await expect(page.getByRole('radio', { name: 'Open' })).toBeChecked();
    await expect(page.locator('.kl-command pre').first()).toBeHidden();
    await expect(page.locator('kl-outline a').first()).toBeVisible();
    expect(await page.evaluate<number>('window.shifts')).toBeLessThan(0.02);
  }
});
