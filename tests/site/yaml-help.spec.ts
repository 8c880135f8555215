import { expect } from '@playwright/test';
import { Files } from './support/files-panel.ts';
import { test } from './support/lab-page.ts';
import { isClean } from './support/looks.ts';

const store = 'apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata:\n  name: vault\nspec:\n';

test('the editor knows what the kinds of the cluster look like', async ({ page, lab }) => {
  await lab.begin();
  const files = new Files(page);
  await files.show();
  const offers = page.locator('.cm-tooltip-autocomplete');
  await test.step('kinds and versions are those of the cluster', async () => {
    await files.make('store.yaml', 'apiVersion: external-secrets.io/v1\n');
    await page.keyboard.type('kind: Sec');
    await offers.getByRole('option', { name: 'SecretStore', exact: true }).click();
    await expect(files.editor).toContainText('kind: SecretStore');
  });
  await test.step('fields are completed, with what they are', async () => {
    await files.make('fields.yaml', store);
    await page.keyboard.type('  prov');
    await expect(offers.getByRole('option', { name: /^provider/ })).toBeVisible();
    await expect(page.locator('.cm-completionInfo')).toContainText('configure the provider');
    await isClean(page, '.cm-tooltip-autocomplete');
    await page.keyboard.press('Enter');
    await expect(files.editor).toContainText('provider:');
    await page.keyboard.type('vaul');
    await offers.getByRole('option', { name: /^vault/ }).click();
    await expect(files.editor).toContainText('vault:');
  });
  await test.step('Escape closes the list, and the next one leaves', async () => {
    await page.keyboard.type('ser');
    await expect(offers).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(offers).toBeHidden();
    await expect(files.editor).toBeFocused();
  });
});

test('what the API server would refuse is marked, and says why', async ({ page, lab }) => {
  await lab.begin();
  const files = new Files(page);
  await files.show();
  await files.make('store.yaml', `${store}  provider:\n    vault:\n      server: 5\n      versions: v2\n`);
  const marks = files.panel.locator('.cm-lintRange-warning');
  await expect(marks.filter({ hasText: 'versions' })).toBeVisible();
  await expect(marks.filter({ hasText: '5' })).toBeVisible();
  await test.step('F8 goes there by keys, and the reason shows', async () => {
    await files.editor.click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('F8');
    await page.keyboard.press('Control+Shift+M');
    const panel = files.panel.locator('.cm-panel-lint');
    await expect(panel).toContainText('`server` takes text. Put it in quotes');
    await expect(panel).toContainText('There is no field `versions` here.');
    await page.keyboard.press('Escape');
  });
  await test.step('a field says what it is', async () => {
    await files.editor.getByText('provider').hover();
    await expect(page.locator('.yaml-info')).toContainText('configure the provider');
  });
  await test.step('a kind that the cluster does not have is said to be that', async () => {
    await files.make('other.yaml', 'apiVersion: example.org/v1\nkind: Strange\n');
    await expect(files.panel.locator('.cm-lintRange-info')).toBeVisible();
    await page.locator('.cm-lint-marker').first().hover();
    await expect(page.locator('.cm-tooltip-lint')).toContainText('Your cluster has no kind Strange');
  });
  await test.step('the repaired file has no marks', async () => {
    await files.make(
      'right.yaml',
      `${store}  provider:\n    vault:\n      server: http://vault\n      auth: {}\n`,
    );
    await expect(files.panel.locator('.cm-lintRange')).toHaveCount(0);
  });
});

for (const scheme of ['light', 'dark'] as const) {
  test(`marks and offers can be read in ${scheme}`, async ({ page, lab }, testInfo) => {
    await page.emulateMedia({ colorScheme: scheme });
    await lab.begin();
    const files = new Files(page);
    await files.show();
    await files.make('store.yaml', `${store}  refresh: 1\n  pro`);
    await page.keyboard.type('v');
    await expect(page.locator('.cm-tooltip-autocomplete')).toBeVisible();
    await page.screenshot({ path: testInfo.outputPath(`${scheme}.png`) });
    await isClean(page, 'kl-files');
  });
}
