import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { test } from './support/lab-page.ts';

test('the recording of a shell is replayed, downloaded and thrown away', async ({ page, lab }) => {
  const broken: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') broken.push(message.text());
  });
  await lab.begin();
  await lab.type('echo recorded-word');
  await lab.shows(/^recorded-word$/m);
  expect(
    await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .join(),
    ),
  ).not.toContain('asciinema');

  await lab.button('Recording of this shell').click();
  const dialog = page.getByRole('dialog', { name: 'Recording of Shell 1' });
  await expect(dialog.locator('.ap-player')).toBeVisible();
  await dialog.locator('.ap-overlay-start').click();
  await expect(dialog.locator('.ap-term')).toContainText('recorded-word');
  const { violations } = await new AxeBuilder({ page })
    .include('.kl-replay')
    .exclude('.ap-wrapper')
    .analyze();
  expect(violations).toEqual([]);

  const downloading = page.waitForEvent('download');
  await dialog.getByRole('link', { name: 'Download' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('static-sync-shell-1.cast');
  const [head = '', ...events] = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
  expect(JSON.parse(head)).toMatchObject({ version: 3, title: 'shell-1' });
  expect(events.join('')).toContain('recorded-word');

  await dialog.getByRole('button', { name: 'Delete recording' }).click();
  await expect(dialog).toBeHidden();
  await lab.button('Recording of this shell').click();
  await expect(page.getByRole('dialog')).not.toContainText('recorded-word');
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(broken.filter((text) => !text.includes('404'))).toEqual([]);
});
