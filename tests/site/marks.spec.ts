import { expect } from '@playwright/test';
import { test } from './support/accounts-server.ts';
import { ClassRoom } from './support/class-room.ts';
import { labPath } from './support/lab-page.ts';
import { isClean } from './support/looks.ts';

test('the instructor sees what a mark is made of and sets one by hand; the learner sees both', async ({
  page,
  browser,
  server,
}) => {
  test.slow();
  const room = await ClassRoom.open(server, page, { labs: [{ lab: 'static-sync', graded: true }] });
  const ada = await room.learnerAtWork(browser, 'Ada');

  await room.openRoom();
  await page.getByRole('link', { name: 'Marks' }).click();
  await expect(
    page
      .getByRole('columnheader', { name: 'From Vault to a Kubernetes Secret' })
      .or(page.locator('.marks-table thead')),
  ).toBeVisible();
  const cell = page.locator('[data-column="static-sync/store-secret"]');
  await expect(cell).not.toHaveText('–');
  await isClean(page);
  await cell.click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Computed:');
  await dialog.getByLabel('Points').fill('1');
  await dialog.getByLabel('Reason').fill('Shared the answer');
  await isClean(page);
  await dialog.getByRole('button', { name: 'Set the mark' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(cell).toContainText('1set');
  await expect(cell).toBeFocused();

  await ada.page.goto(`${server.url}/account/`);
  await ada.page.getByRole('link', { name: 'Your marks' }).click();
  await ada.page.locator('[data-column="static-sync/store-secret"]').click();
  await expect(ada.page.getByRole('dialog')).toContainText('“Shared the answer”');
  await expect(ada.page.getByRole('dialog').getByRole('button')).toHaveCount(1);
  await ada.page.goto(`${server.url}${labPath}`);
  await ada.page.close();
});
