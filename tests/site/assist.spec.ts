import { expect, type Page } from '@playwright/test';
import { ClassRoom } from './support/class-room.ts';
import { FakeServer } from './support/fake-server.ts';
import { test } from './support/lab-page.ts';
import { isClean } from './support/looks.ts';

let server: FakeServer;

test.beforeEach(async () => {
  server = await FakeServer.start({}, { auth: 'accounts' });
});
test.afterEach(async ({ page }) => {
  await page.close();
  await server.remove();
});

/** What a helper has on the screen; rows of the DOM renderer. */
function screen(page: Page) {
  return page.locator('.assist-screen .xterm-rows');
}

test('a raised hand leads to a helper in the shell, with consent to each step', async ({ page, browser }) => {
  test.slow();
  const room = await ClassRoom.open(server, page);
  const ada = await room.learner(browser, 'Ada');
  const bob = await room.learner(browser, 'Bob');
  await ada.begin(server.url);
  await bob.begin(server.url);
  await room.openRoom();
  await ada.raise('The store says denied');
  await bob.raise('');
  const hands = page.locator('.room-hands');
  await expect(hands.getByRole('listitem')).toHaveCount(2);
  await expect(hands.getByRole('listitem').first()).toContainText('The store says denied');
  await expect(bob.page.locator('kl-hand')).toContainText('1 before you');
  await isClean(page);
  await isClean(ada.page);

  await bob.page.reload();
  await bob.live();
  await expect(bob.page.locator('kl-hand')).toContainText('1 before you');
  await server.stop();
  await server.start();
  await expect(hands.getByRole('listitem')).toHaveCount(2);

  await page.getByRole('button', { name: 'I am coming: Ada' }).click();
  await expect(ada.page.locator('kl-hand')).toContainText('Grace is coming');
  await expect(bob.page.locator('kl-hand')).toContainText('you are next');
  await ada.live();
  await ada.type('echo private');
  await ada.focus();

  // The question takes no focus: what is typed goes to the shell and answers nothing.
  const bar = ada.page.locator('kl-assist');
  await page.getByRole('button', { name: 'Ask to see the terminal: Ada' }).click();
  await expect(bar).toContainText('Grace asks to see your terminal');
  await ada.page.keyboard.press('Enter');
  await expect(bar).toContainText('asks to see');
  // It names the shell that is open, also after another one was opened: an answer is to what it says.
  await ada.page.getByRole('button', { name: 'Open another shell' }).click();
  await expect(bar).toContainText('only Shell 2');
  await ada.page.getByRole('tab', { name: 'Shell 1' }).click();
  await expect(bar).toContainText('only Shell 1');
  await isClean(ada.page);
  await bar.getByRole('button', { name: 'Not now' }).click();
  await expect(hands).toContainText('Ada does not want anybody to look now');

  await page.getByRole('button', { name: 'Ask to see the terminal: Ada' }).click();
  await bar.getByRole('button', { name: 'Let them look' }).click();
  await expect(bar).toContainText('Grace sees Shell 1, and can’t type');
  await page.getByRole('link', { name: 'Open the terminal of Ada' }).click();
  const banner = page.locator('.assist-banner');
  await expect(banner).toContainText('You see Shell 1 of Ada. You can’t type');
  await expect(screen(page)).toContainText('private');
  await isClean(page);
  await page.locator('.assist-screen .xterm').click();
  await page.keyboard.type('echo sneaked');

  await bar.getByRole('button', { name: 'Let Grace type' }).click();
  await expect(bar).toContainText('can type in it');
  await expect(banner).toContainText('may type');
  await page.locator('.assist-screen .xterm').click();
  await page.keyboard.type('echo helped');
  await page.keyboard.press('Enter');
  await ada.shows(/\nhelped/);
  expect(await ada.text()).not.toContain('sneaked');
  await isClean(ada.page);

  await bar.getByRole('button', { name: 'End now' }).click();
  await expect(bar).toBeHidden();
  await expect(banner).toContainText('Ada has ended it');
  await expect(screen(page)).toHaveCount(0);
  await page.getByRole('link', { name: 'Back to the room' }).click();
  await page.getByRole('button', { name: 'Done: Ada' }).click();
  await expect(ada.page.locator('kl-hand')).toContainText('Raise hand');
  await expect(hands.getByRole('listitem')).toHaveCount(1);
  for (const { page: tab } of [ada, bob]) await tab.close();
});

test('the learner is told that nobody looks any more when the helper’s page is closed', async ({
  page,
  browser,
}) => {
  test.slow();
  const room = await ClassRoom.open(server, page);
  const ada = await room.learner(browser, 'Ada');
  await ada.begin(server.url);
  await room.openRoom();
  await ada.raise('');
  await page.getByRole('button', { name: 'I am coming: Ada' }).click();
  await page.getByRole('button', { name: 'Ask to see the terminal: Ada' }).click();
  const bar = ada.page.locator('kl-assist');
  await bar.getByRole('button', { name: 'Let them look' }).click();
  const href = await page.getByRole('link', { name: 'Open the terminal of Ada' }).getAttribute('href');
  const helper = await page.context().newPage();
  await helper.goto(`${server.url}${href ?? ''}`);
  await expect(helper.locator('.assist-banner')).toContainText('You see Shell 1 of Ada');
  await expect(bar).toContainText('Grace sees Shell 1');
  await helper.close();
  // Half a minute of grace: a reload ends nothing.
  await expect(bar).toBeHidden({ timeout: 90_000 });
  await expect(page.locator('.room-hands')).toContainText('It ended because your page was closed.');
  await ada.page.close();
});
