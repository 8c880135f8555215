import { expect } from '@playwright/test';
import { ClassRoom, isClean } from './support/class-room.ts';
import { FakeServer } from './support/fake-server.ts';
import { test } from './support/lab-page.ts';

let server: FakeServer;

test.beforeEach(async () => {
  server = await FakeServer.start({}, { auth: 'accounts' });
});
test.afterEach(async ({ page }) => {
  await page.close();
  await server.remove();
});

test('charts say how the class gets on, and have their figures behind them', async ({ page, browser }) => {
  test.slow();
  const refused: string[] = [];
  page.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
  const room = await ClassRoom.open(server, page);
  const ada = await room.learner(browser, 'Ada');
  await page.goto(`${server.url}/insights/?cohort=${room.cohort}`);
  await expect(page.getByText('Nobody has tried anything yet')).toBeVisible();

  await ada.begin(server.url);
  await ada.button('Check').first().click();
  await expect(ada.page.locator('.check').first()).toBeVisible();
  await ada.outcome('passed', 'store-secret');
  await expect(ada.page.locator('.score strong')).not.toHaveText('0');

  await room.openRoom();
  await page.getByRole('link', { name: 'Charts' }).click();
  const charts = page.locator('.chart');
  await expect(charts).toHaveCount(4);
  await expect(page.locator('.chart-canvas svg[role=img]')).toHaveCount(4);
  await isClean(page);
  const tries = charts.filter({ hasText: 'First-try pass rate' });
  await tries.getByText('Show as table').click();
  await expect(tries.getByRole('row', { name: /Put the secret into Vault/ })).toContainText('0 %');
  await isClean(page);
  expect(refused).toEqual([]);
  await ada.page.close();
});
