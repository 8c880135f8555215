import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { FakeServer } from './support/fake-server.ts';
import { test } from './support/lab-page.ts';

test('a learner downloads what is kept of them, and deletes it', async ({ page, lab }) => {
  const server = await FakeServer.start();
  try {
    await lab.begin(server.url);
    await page.goto(`${server.url}/course/`);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download my data' }).click();
    const file = await (await download).path();
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ attempts: [{ lab: 'static-sync' }] });

    const remove = page.getByRole('button', { name: 'Delete my data' });
    await remove.click();
    const dialog = page.getByRole('dialog', { name: 'Delete everything about you?' });
    await expect(dialog.getByRole('button', { name: 'Keep it' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(remove).toBeFocused();
    await remove.click();
    await dialog.getByRole('button', { name: 'Delete everything' }).click();
    await expect(page.locator('kl-own-data')).toHaveText(
      'Deleted. This server knows nothing of you any more.',
    );
    await lab.open(server.url);
    await expect(lab.button('Start lab')).toBeVisible();
  } finally {
    await page.close();
    await server.remove();
  }
});
