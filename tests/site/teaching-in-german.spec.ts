import { expect } from '@playwright/test';
import { test } from './support/accounts-server.ts';
import { ClassRoom } from './support/class-room.ts';
import { fits, isClean } from './support/looks.ts';

test('a class is given in German, on a phone too', async ({ page, browser, server }) => {
  test.slow();
  const room = await ClassRoom.open(server, page, { labs: [{ lab: 'static-sync', graded: true }] });
  const ada = await room.learnerAtWork(browser, 'Ada');
  await page.setViewportSize({ width: 390, height: 844 });
  /** Clean, and nothing wider than the window. */
  const isFine = async (): Promise<void> => {
    await isClean(page);
    await fits(page);
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
