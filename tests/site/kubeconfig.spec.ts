import { expect } from '@playwright/test';
import { Files } from './support/files-panel.ts';
import { test } from './support/lab-page.ts';
import { isClean } from './support/looks.ts';

test('a kubeconfig is shown after a warning, and is gone from the page when it is closed', async ({
  page,
  lab,
}) => {
  await lab.begin();
  const files = new Files(page);
  await files.show();
  const button = files.panel.getByRole('button', { name: 'Kubeconfig to take along' });
  await button.click();
  const warning = page.getByRole('dialog', { name: 'Take a kubeconfig along?' });
  await expect(warning).toContainText('It holds a key.');
  await expect(warning).toContainText('on the machine that Kindlab runs on and on no other');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(button).toBeFocused();
  await button.click();
  await warning.getByRole('button', { name: 'Show it' }).click();
  const shown = page.getByRole('dialog', { name: 'Kubeconfig' });
  await expect(shown).toContainText('client-key-data');
  await expect(shown).toContainText('ssh -L 6443:127.0.0.1:6443');
  await isClean(page, 'dialog');
  const download = page.waitForEvent('download');
  await shown.getByRole('link', { name: 'Download' }).click();
  expect((await download).suggestedFilename()).toBe('kindlab.kubeconfig');
  await shown.getByRole('button', { name: 'Close' }).click();
  await expect(shown).toHaveCount(0);
  expect(await page.content()).not.toContain('client-key-data');
});
