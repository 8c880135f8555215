import { expect } from '@playwright/test';
import { labPath, test } from './support/lab-page.ts';

/** Modules of the lab page that are asked for on their own, in the build. */
const parts = /\/_astro\/(start-panel|checks-panel)[^/]*\.js$/;

test('a page whose parts got lost on the way fetches them again by itself', async ({ page, lab }) => {
  let lost = 0;
  await page.route(parts, (route) => (++lost === 1 ? route.abort('internetdisconnected') : route.continue()));
  await lab.open();
  await expect(lab.button('Start lab')).toBeVisible();
  expect(lost).toBeGreaterThan(1);
  await expect(page.locator('.kl-incomplete')).toHaveCount(0);
});

test('a script of any page that got lost is fetched again too', async ({ page }) => {
  let lost = 0;
  await page.route(/\/_astro\/[^/]*\.js$/, (route) => (++lost === 1 ? route.abort() : route.continue()));
  await page.goto('/course/');
  await expect.poll(() => lost).toBeGreaterThan(1);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('a page that stays incomplete says so, and offers to load again', async ({ page }) => {
  let open = false;
  let loads = 0;
  page.on('framenavigated', () => loads++);
  await page.route(parts, (route) => (open ? route.continue() : route.abort()));
  await page.goto(labPath);
  const note = page.locator('.kl-incomplete');
  await expect(note).toContainText('did not arrive');
  expect(loads, 'it gives up after two more').toBe(3);
  open = true;
  await note.getByRole('button', { name: 'Load it again' }).click();
  await expect(page.getByRole('button', { name: 'Start lab' })).toBeVisible();
  await expect(note).toHaveCount(0);
});
