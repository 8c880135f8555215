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

test('a class is given in German, on a phone too', async ({ page, browser }) => {
  test.slow();
  const room = await ClassRoom.open(server, page, { labs: [{ lab: 'static-sync', graded: true }] });
  const ada = await room.learner(browser, 'Ada');
  await ada.begin(server.url);
  await ada.outcome('passed', 'store-secret');
  await ada.button('Check').first().click();
  await expect(ada.page.locator('.score strong')).not.toHaveText('0');
  await page.setViewportSize({ width: 390, height: 844 });
  /** Clean, and nothing wider than the window. */
  const isFine = async (): Promise<void> => {
    await isClean(page);
    const tooWide = 'document.documentElement.scrollWidth - innerWidth';
    expect(await page.evaluate<number>(tooWide)).toBeLessThanOrEqual(0);
  };

  await page.goto(`${server.url}/de/cohorts/`);
  await page.getByRole('link', { name: 'January class', exact: true }).click();
  await expect(page.getByText('1 von 10 Plätzen belegt')).toBeVisible();
  const invite = page.getByRole('form', { name: 'Link zum Beitreten' });
  await invite.getByLabel('Wie viele ihn benutzen dürfen').fill('900');
  await invite.getByRole('button', { name: 'Link erstellen' }).click();
  await expect(invite.getByLabel('Wie viele ihn benutzen dürfen')).toHaveAccessibleDescription(
    'Eine ganze Zahl von 1 bis 500.',
  );
  const roster = page.getByRole('form', { name: 'Teilnahmeliste' });
  await roster.getByLabel('Teilnahmeliste als CSV').fill('email,name\nbob@example.com,Bob');
  await roster.getByRole('button', { name: 'Erst ansehen' }).click();
  await expect(page.getByText('1 × bekommt einen Code. Freie Plätze danach: 8.')).toBeVisible();
  await page.getByRole('button', { name: 'Ada entfernen' }).click();
  await expect(page.getByRole('dialog')).toContainText('Begonnene Arbeit gehört weiter Ada');
  await page.getByRole('dialog').getByRole('button', { name: 'Behalten' }).click();
  await isFine();

  await page.getByRole('link', { name: 'Raum', exact: true }).last().click();
  await expect(page).toHaveURL(/\/de\/room\//);
  await expect(page.getByRole('row', { name: /Ada/ }).first()).toContainText('Umgebung bereit');
  await isFine();

  await page.getByRole('link', { name: 'Bewertungen' }).last().click();
  await page.locator('[data-column="static-sync/store-secret"]').click();
  await expect(page.getByRole('dialog')).toContainText('Errechnet:');
  await isFine();
  await page.getByRole('button', { name: 'Schließen' }).click();

  await page.goto(`${server.url}/de/insights/?cohort=${room.cohort}`);
  await expect(page.getByRole('heading', { name: 'Fortschritt im Lauf der Zeit' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Trennschärfe' }).first()).toBeVisible();
  await isFine();

  await page.goto(`${server.url}/de/tokens/`);
  await page.getByLabel('Wofür es ist').fill('CI');
  await page.getByRole('button', { name: 'Token erstellen' }).click();
  await expect(page.getByText('CI wird nur jetzt gezeigt.')).toBeVisible();
  await isFine();
  await ada.page.close();
});
