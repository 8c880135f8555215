import { expect } from '@playwright/test';
import { labPath, test } from './support/lab-page.ts';

test('one click on the landing page starts lab 1', async ({ page, lab }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('cluster');
  await page.getByRole('link', { name: 'Start lab 1' }).click();
  await expect(page).toHaveURL(new RegExp(`${labPath}$`));
  await lab.live();
});

test('an address alone starts nothing', async ({ page, lab }) => {
  await lab.open();
  await expect(lab.button('Start lab')).toHaveAttribute('aria-disabled', 'false');
  await page.reload();
  await expect(lab.button('Start lab')).toHaveAttribute('aria-disabled', 'false');
  const { body } = await lab.call('GET', '/api/labs/static-sync');
  expect(body).toContain('"attempt":null');
});

test('a start that was asked for once does not come back later', async ({ page, lab }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Start lab 1' }).click();
  await lab.live();
  await lab.endByHand();
  await expect(lab.start).toContainText('This environment has ended');
  await page.reload();
  await expect(lab.button('Start lab')).toBeVisible();
});

test('the course page lists every lesson and lab, and each leads to a page', async ({ page }) => {
  await page.goto('/course/');
  const lessons = page.locator('main a[href^="/lessons/"]');
  const labs = page.locator('main a[href^="/labs/"]');
  expect(await lessons.count()).toBeGreaterThan(0);
  expect(await labs.count()).toBeGreaterThan(0);
  const addresses = await page
    .locator('main a[href^="/"]')
    .evaluateAll((links) => [...new Set(links.map((link) => link.getAttribute('href') ?? ''))]);
  for (const address of addresses) {
    const answer = await page.request.get(address);
    expect(answer.status(), address).toBe(200);
  }
});

test('the list of labs says what each teaches and how far it is', async ({ page }) => {
  await page.goto('/labs/');
  const first = page.locator('main .card').first();
  await expect(first.getByRole('link')).toHaveText('From Vault to a Kubernetes Secret');
  await expect(first).toContainText(/about \d+ min/);
  await expect(first).toContainText(/\d of \d exercises done, \d+\/\d+ points/);
});

test('an unknown address says what was asked for and where to go on', async ({ page }) => {
  const answer = await page.goto('/labs/no-such-lab/');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is nothing at this address');
  await expect(page.getByRole('main')).toContainText('/labs/no-such-lab/');
  await page.getByRole('main').getByRole('link', { name: 'Lab 1' }).click();
  await expect(page).toHaveURL(new RegExp(`${labPath}$`));
});

test('an address with a broken escape gets the same page', async ({ page }) => {
  const answer = await page.goto('/%E0%A4%A');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('main')).toContainText('%E0%A4%A');
});

test('the theme is kept from page to page', async ({ page }) => {
  await page.goto('/');
  await page.locator('starlight-theme-select select').first().selectOption('dark');
  await page.goto('/course/');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('every lab page has a place for each exercise of its lab', async ({ page }) => {
  await page.goto('/labs/');
  const addresses = await page
    .locator('main .card a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  for (const address of addresses) {
    await page.goto(address);
    await expect(page.locator('kl-outline a').first()).toBeVisible();
    const steps = await page
      .locator('kl-outline a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    const places = await page
      .locator('[data-exercise]')
      .evaluateAll((sections) => sections.map(({ id }) => `#${id}`));
    expect(places, address).toEqual(steps);
  }
});
