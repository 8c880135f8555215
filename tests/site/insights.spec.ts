import { expect } from '@playwright/test';
import { test } from './support/accounts-server.ts';
import { readFile } from 'node:fs/promises';
import { ClassRoom } from './support/class-room.ts';
import { fitsPhone, isClean } from './support/looks.ts';

test('charts say how the class gets on, and have their figures behind them', async ({
  page,
  browser,
  server,
}) => {
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
  const charts = page.locator('.chart:not(.items)');
  await expect(charts).toHaveCount(4);
  await expect(page.locator('.chart-canvas svg[role=img]')).toHaveCount(4);
  await isClean(page);
  const tries = charts.filter({ hasText: 'First-try pass rate' });
  await tries.getByText('Show as table').click();
  await expect(tries.getByRole('row', { name: /Put the secret into Vault/ })).toContainText('0 %');
  await isClean(page);
  const items = page.getByRole('region', { name: 'Item statistics' });
  const store = items.getByRole('row', { name: /Put the secret into Vault/ });
  await expect(store).toContainText('0 %');
  await expect(store).toContainText('too few learners to tell (1, wanted 10)');
  const download = page.waitForEvent('download');
  await items.getByRole('link', { name: 'Download as CSV' }).click();
  expect(await readFile(await (await download).path(), 'utf8')).toContain(
    'exercises,static-sync/store-secret,',
  );
  await fitsPhone(page);
  expect(refused).toEqual([]);
  await ada.page.close();
});
