import { expect } from '@playwright/test';
import { test } from './support/lab-page.ts';

test('a broken lab can be reported, and the report has a number', async ({ page, lab }) => {
  await lab.begin();
  await lab.button('Report a fault').click();
  const dialog = page.getByRole('dialog', { name: 'Something here is broken?' });
  const note = dialog.getByLabel('What did you do');
  await expect(note).toBeFocused();
  await note.fill('The store never gets ready.');
  await dialog.getByRole('button', { name: 'Send report' }).click();
  await expect(dialog.locator('.report-outcome')).toHaveText(/^Sent\. Its number is [0-9a-f]{10}\.$/);
  await expect(dialog.getByRole('button', { name: 'Close' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(lab.button('Report a fault')).toBeFocused();
});

test('a report that can not be sent says why, and keeps what was written', async ({ page, lab }) => {
  await lab.open();
  await page.route('**/report', (route) => route.abort());
  await lab.button('Report a fault').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('What did you do').fill('It does not start.');
  await dialog.getByRole('button', { name: 'Send report' }).click();
  await expect(dialog.getByRole('alert')).toContainText('The lab server does not answer.');
  await expect(dialog.getByLabel('What did you do')).toHaveValue('It does not start.');
});
