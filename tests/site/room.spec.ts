import { expect } from '@playwright/test';
import { test } from './support/accounts-server.ts';
import { ClassRoom } from './support/class-room.ts';
import { isClean } from './support/looks.ts';

test('the instructor sees who is stuck and writes to just those', async ({ page, browser, server }) => {
  const room = await ClassRoom.open(server, page);
  const ada = await room.learner(browser, 'Ada');
  const bob = await room.learner(browser, 'Bob');

  await page.goto(`${server.url}/course/`);
  await page.getByRole('link', { name: 'Room', exact: true }).click();
  await page.getByRole('link', { name: 'January class' }).click();
  const people = page.locator('.room-people');
  await expect(people.getByRole('row')).toHaveCount(3);
  await ada.begin(server.url);
  const row = people.getByRole('row').filter({ hasText: 'Ada' });
  await expect(row).toContainText('here');
  await expect(row).toContainText('environment ready');
  await expect(page.locator('.room-held')).toContainText('1 of 2');
  await isClean(page);

  await bob.page.goto(`${server.url}/course/`);
  await page.getByRole('button', { name: /^Write to this one/ }).click();
  await page.getByLabel('Message').fill('Look at the path: it begins with secret/');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(ada.page.locator('.announcement')).toContainText('it begins with secret/');
  await isClean(ada.page);
  await ada.page.getByRole('button', { name: 'Got it' }).click();
  await ada.page.reload();
  await ada.live();
  await expect(ada.page.locator('.announcement')).toHaveCount(0);
  await expect(bob.page.locator('.announcement')).toHaveCount(0);

  await ada.page.close();
  await expect(row).toContainText('away');
  await bob.page.close();
});
