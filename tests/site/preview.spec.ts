import { expect } from '@playwright/test';
import { freePort } from '#tests/support/free-port.ts';
import { signInFirst } from './support/class-room.ts';
import { FakeServer } from './support/fake-server.ts';
import { Files } from './support/files-panel.ts';
import { LabPage, test } from './support/lab-page.ts';
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

test('found by a name of the network, a server without names for previews says so, and what does it instead', async ({
  browser,
  launchOptions,
  page,
}) => {
  test.slow();
  const port = await freePort();
  const site = `http://lab.example:${port}`;
  const server = await FakeServer.start({}, { auth: 'accounts', port, allowedOrigins: [site] });
  const resolving = [...(launchOptions.args ?? []), '--host-resolver-rules=MAP lab.example 127.0.0.1'];
  const elsewhere = await browser.browserType().launch({ ...launchOptions, args: resolving });
  try {
    await signInFirst(server, page);
    const tab = await elsewhere.newPage({ reducedMotion: 'reduce' });
    await tab.goto(`${site}/sign-in/`);
    await tab.getByLabel('E-mail address').fill('grace@example.com');
    await tab.getByLabel('Password').fill('four plain words here');
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await expect(tab.locator('kl-account').getByText('Grace')).toBeVisible();
    const lab = new LabPage(tab, site);
    await lab.begin(site);
    const files = new Files(tab);
    await files.show();
    await files.panel.getByRole('button', { name: 'Services of your cluster' }).click();
    const dialog = tab.getByRole('dialog', { name: 'Services of your cluster' });
    await expect(dialog).toContainText('This server has no names for previews');
    await expect(dialog.locator('code')).toHaveText(['kubectl port-forward', 'curl']);
    await expect(dialog.getByRole('listitem')).toHaveCount(0);
    await isClean(tab, 'dialog');
  } finally {
    await elsewhere.close();
    await server.remove();
  }
});
