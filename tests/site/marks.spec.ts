import { expect } from '@playwright/test';
import { ClassRoom, isClean } from './support/class-room.ts';
import { FakeServer } from './support/fake-server.ts';
import { labPath, test } from './support/lab-page.ts';

let server: FakeServer;

test.beforeEach(async () => {
  server = await FakeServer.start({}, { auth: 'accounts' });
});
test.afterEach(async ({ page }) => {
  await page.close();
  await server.remove();
});

test('the instructor sees what a mark is made of and sets one by hand; the learner sees both', async ({
  page,
  browser,
}) => {
  test.slow();
  const room = await ClassRoom.open(server, page, { labs: [{ lab: 'static-sync', graded: true }] });
  const ada = await room.learner(browser, 'Ada');
  await ada.begin(server.url);
  await ada.outcome('passed', 'store-secret');
  await ada.button('Check').first().click();
  await expect(ada.page.locator('.score strong')).not.toHaveText('0');

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
