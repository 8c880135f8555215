import { expect } from '@playwright/test';
import { LabPage, test } from './support/lab-page.ts';
import { fits, isClean } from './support/looks.ts';

test('the first lab is taken in German, and goes on in English', async ({ page, lab }) => {
  await page.goto('/de/labs/static-sync/');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Von Vault in ein Kubernetes-Secret');
  await lab.button('Lab starten').click();
  await expect(lab.terminals.locator('.term-status')).toHaveText('verbunden');

  await lab.type('echo still-here');
  await lab.shows(/^still-here$/m);
  await lab.outcome('failed', 'store-secret');
  await lab.button('Prüfen').click();
  const entry = lab.checks.locator('.check', { hasText: 'Vault hat einen Eintrag unter' });
  await expect(entry).toContainText('Weicht ab');
  await expect(entry.locator('dt')).toHaveText(['Ist', 'Soll', 'Weiter']);
  await lab.button('Tipp 0/3').click();
  await expect(lab.checks.locator('.hint-count')).toHaveText('Tipp 1/3');
  await isClean(page);

  // A hint, the shell, what was proven: all of it is the attempt's, and an attempt has no language.
  await lab.outcome('passed', 'store-secret');
  await lab.button('Prüfen').click();
  await expect(entry).toContainText('Erfüllt');
  await page.getByLabel('Sprache wählen').selectOption({ label: 'English' });
  await expect(page).toHaveURL(/\/labs\/static-sync\/$/);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await lab.live();
  await lab.shows(/^still-here$/m);
  await expect(lab.checks.locator('.check', { hasText: 'Vault has an entry at' })).toContainText('Holds');
  await expect(lab.checks.locator('.hint-count')).toHaveText('Hint 1/3');

  await page.goto('/de/course/');
  await expect(page.getByText(/[1-6] von 6 Übungen geschafft/)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Das Secret in Vault ablegen' })).toHaveAttribute(
    'href',
    '/de/labs/static-sync/#store-secret',
  );
});

test('what the server refuses is said in the language of the page', async ({ page }) => {
  await page.goto('/de/join/');
  await page.getByLabel('Dein Code').fill('ABCD-EFGH-2345');
  await page.getByRole('button', { name: 'Weiter' }).click();
  await expect(page.getByRole('alert')).toContainText('Dieser Server arbeitet ohne Konten');
});

test('a number that no certificate has is refused in German', async ({ page }) => {
  await page.goto('/de/verify/#0');
  await expect(
    page.getByText('Dieser Server hat kein Zertifikat mit dieser Nummer ausgestellt'),
  ).toBeVisible();
});

test('pages without a translation say so, with the interface in the language asked for', async ({ page }) => {
  await page.goto('/de/lessons/secret-sprawl/');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.locator('main')).toHaveAttribute('lang', 'en');
  await expect(page.getByText('noch nicht in deiner Sprache')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Website' }).getByRole('link')).toHaveText([
    'Kurs',
    'Labs',
  ]);
  await expect(page.getByRole('button', { name: 'Antwort prüfen' }).first()).toBeVisible();
});

test('an English page loads no words of another language', async ({ page }) => {
  const loaded: string[] = [];
  page.on('response', async (response) => {
    if (/\.js$/.test(new URL(response.url()).pathname)) loaded.push(await response.text());
  });
  const lab = new LabPage(page, '');
  await page.goto('/labs/static-sync/');
  await expect(lab.button('Start lab')).toBeVisible();
  expect(loaded.length).toBeGreaterThan(3);
  expect(loaded.filter((script) => script.includes('Lab starten'))).toEqual([]);
});

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    for (const address of [
      '/de/',
      '/de/course/',
      '/de/labs/',
      '/de/labs/static-sync/',
      '/de/lessons/secret-sprawl/',
    ])
      test(`axe finds nothing on ${address}`, async ({ page }) => {
        await page.goto(address);
        await expect(
          page.getByText(/Frage den Lab-Server…|Hole die Fragen…|Dein Fortschritt erscheint hier/),
        ).toHaveCount(0);
        await isClean(page);
      });
  });

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });
  for (const address of ['/de/', '/de/course/', '/de/labs/static-sync/', '/de/sign-in/'])
    test(`${address} fits`, async ({ page }) => {
      await page.goto(address);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await fits(page);
    });
});
