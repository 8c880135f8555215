import { expect, type Page } from '@playwright/test';
import { ClassRoom, signInFirst } from './support/class-room.ts';
import { FakeServer } from './support/fake-server.ts';
import { test } from './support/lab-page.ts';
import { fits, isClean } from './support/looks.ts';

let server: FakeServer;

test.beforeEach(async () => {
  server = await FakeServer.start({}, { auth: 'accounts' });
});
test.afterEach(async ({ page }) => {
  await page.close();
  await server.remove();
});

/** The administrator's account, signed in, on the page of tokens by the way that leads there. */
async function openTokens(page: Page): Promise<void> {
  await signInFirst(server, page);
  await page.goto(`${server.url}/account/`);
  await page.getByRole('link', { name: 'Your API tokens' }).click();
  await expect(page.getByText('None yet.')).toBeVisible();
}

/** What a program is answered that shows this token. */
async function listJobs(token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${server.url}/api/v1/jobs`, { headers })).status;
}

test('a token is made, shown once, used by a program, and revoked', async ({ page, context }) => {
  test.slow();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openTokens(page);
  await isClean(page);

  // What is wrong stands beside its field, and nothing is sent.
  await page.getByLabel('Days it is good for').fill('400');
  await page.getByRole('button', { name: 'Make the token' }).click();
  await expect(page.getByLabel('What it is for')).toBeFocused();
  await expect(page.getByLabel('Days it is good for')).toHaveAccessibleDescription(/from 1 to 366/);
  await isClean(page);

  await page.getByLabel('What it is for').fill('Nightly CI');
  await page.getByLabel('Days it is good for').fill('30');
  await page.getByRole('button', { name: 'Make the token' }).click();
  const shown = page.locator('.kl-made code');
  await expect(shown).toHaveText(/^kindlab_\S{20,}$/);
  const token = (await shown.textContent()) ?? '';
  await page.getByRole('button', { name: 'Copy' }).click();
  await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe(token);
  await expect(page.getByRole('listitem').filter({ hasText: 'Nightly CI' })).toContainText('never used');
  await isClean(page);
  expect(await listJobs(token)).toBe(200);

  await page.reload();
  const row = page.getByRole('listitem').filter({ hasText: 'Nightly CI' });
  await expect(row).toContainText('jobs:read');
  await expect(row).toContainText('last used');
  await expect(page.getByText(token)).toHaveCount(0);

  await row.getByRole('button', { name: 'Revoke Nightly CI' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  expect(await listJobs(token)).toBe(200);
  await row.getByRole('button', { name: 'Revoke Nightly CI' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('None yet.')).toBeVisible();
  expect(await listJobs(token)).toBe(401);
});

test('on a phone it fits the window', async ({ page }) => {
  test.slow();
  await page.setViewportSize({ width: 390, height: 844 });
  await openTokens(page);
  await page.getByLabel('What it is for').fill('a name that is as long as it may be, sixty characters of it');
  await page.getByRole('button', { name: 'Make the token' }).click();
  await expect(page.locator('.kl-made code')).toBeVisible();
  await fits(page);
});

test('learners have none, and are told who has', async ({ page, browser }) => {
  test.slow();
  const room = await ClassRoom.open(server, page);
  const ada = await room.learner(browser, 'Ada');
  await ada.page.goto(`${server.url}/account/`);
  await expect(ada.page.getByRole('link', { name: 'Your marks' })).toBeVisible();
  await expect(ada.page.getByRole('link', { name: 'Your API tokens' })).toHaveCount(0);
  await ada.page.goto(`${server.url}/tokens/`);
  await expect(ada.page.getByRole('heading', { name: 'Tokens are for graders' })).toBeVisible();
});
