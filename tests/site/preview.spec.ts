import { expect } from '@playwright/test';
import { Files } from './support/files-panel.ts';
import { test } from './support/lab-page.ts';
import { isClean } from './support/looks.ts';

test('a service of the cluster opens in a tab of its own, sockets included, and knows nothing of the site', async ({
  page,
  lab,
  context,
}) => {
  await lab.begin();
  const files = new Files(page);
  await files.show();
  await files.panel.getByRole('button', { name: 'Services of your cluster' }).click();
  const dialog = page.getByRole('dialog', { name: 'Services of your cluster' });
  const opened = context.waitForEvent('page');
  await dialog.getByRole('button', { name: 'Open lab1 / shop : 8080' }).click();
  const shop = await opened;
  await expect(shop.getByRole('heading', { name: 'The shop' })).toBeVisible();
  expect(new URL(shop.url()).hostname).toMatch(/^[0-9a-f]{32}\.preview\.localhost$/);
  expect(new URL(shop.url()).pathname).toBe('/');
  await expect(shop.locator('#heard')).toHaveText('heard hello');
  // Its own cookie, for its own name; ours is not for scripts.
  await expect(shop.locator('#cookie')).toHaveText('cookies: basket=1');
  expect(await shop.evaluate(() => window.opener === null)).toBe(true);
  const names = (await context.cookies(page.url())).map(({ name }) => name);
  expect(names).not.toContain('basket');
  expect(names).not.toContain('kindlab-preview');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});

test('a server without names for previews says so, and what does it instead', async ({ page, lab }) => {
  await lab.begin();
  // What it answers browsers that found it by a name of the network: tests/server/previews-on-a-network.test.ts.
  await page.route('**/previews', (route) => route.fulfill({ json: { offered: false, services: [] } }));
  const files = new Files(page);
  await files.show();
  await files.panel.getByRole('button', { name: 'Services of your cluster' }).click();
  const dialog = page.getByRole('dialog', { name: 'Services of your cluster' });
  await expect(dialog).toContainText('This server has no names for previews');
  await expect(dialog.locator('code')).toHaveText(['kubectl port-forward', 'curl']);
  await expect(dialog.getByRole('listitem')).toHaveCount(0);
  await isClean(page, 'dialog');
});
