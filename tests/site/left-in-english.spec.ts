import { expect, type Page } from '@playwright/test';
import { test } from './support/accounts-server.ts';
import { ClassRoom } from './support/class-room.ts';
import { understandAll, untranslatedOn } from './support/untranslated.ts';
import { isClean } from './support/looks.ts';

const understand = understandAll();
/** Everything that a page says is German, as soon as it has heard from the server. */
async function isGerman(page: Page, url: string, told: string | RegExp): Promise<void> {
  await test.step(new URL(url).pathname, async () => {
    await page.goto(url);
    await expect(page.getByText(told).filter({ visible: true }).first()).toBeVisible();
    await expect(page.getByText(/Frage den (Lab-)?Server…|Einen Moment/)).toHaveCount(0);
    expect(await untranslatedOn(page, understand), url).toEqual([]);
  });
}

test('English that has a German sentence is found on a page', async ({ page, server }) => {
  await page.goto(`${server.url}/de/`);
  await page.evaluate(() => {
    const left = document.createElement('p');
    left.textContent = 'You teach no cohort yet.';
    const label = document.createElement('p');
    label.ariaLabel = 'Marks of Ada';
    const said = document.createElement('p');
    said.lang = 'en';
    said.textContent = 'You teach no cohort yet.';
    document.body.append(left, label, said);
  });
  expect(await untranslatedOn(page, understand)).toEqual(['You teach no cohort yet.', 'Marks of Ada']);
});

test('no page about a cohort is left in English', async ({ page, browser, server }) => {
  // Many pages, one after another.
  test.setTimeout(10 * 60_000);
  const labs = ['static-sync', 'auto-unseal'].map((lab) => ({ lab, graded: true }));
  const room = await ClassRoom.open(server, page, { labs });
  const ada = await room.learner(browser, 'Ada');
  await ada.begin(server.url);
  await ada.button('Check').first().click();
  await expect(ada.page.locator('.check').first()).toBeVisible();
  await ada.outcome('passed', 'store-secret');
  await expect(ada.page.locator('.score strong')).not.toHaveText('0');
  await ada.button('Raise hand').click();
  await ada.page.getByRole('dialog').getByRole('textbox').fill('Hallo');
  await ada.page.getByRole('dialog').getByRole('button', { name: 'Raise hand' }).click();

  const of = `?cohort=${room.cohort}`;
  await isGerman(page, `${server.url}/de/cohorts/${of}`, 'Teilnahmeliste');
  await page.getByRole('button', { name: 'Nachsehen, ob es passt' }).click();
  await expect(page.getByRole('table', { name: 'Was die Gruppe braucht' })).toBeVisible();
  expect(await untranslatedOn(page, understand)).toEqual([]);
  await isGerman(page, `${server.url}/de/cohorts/`, 'January class');
  await isGerman(page, `${server.url}/de/cohorts/?new`, 'Neue Gruppe');
  await isGerman(page, `${server.url}/de/room/${of}`, 'Statischer Abgleich');
  await expect(page.getByText('noch niemand übersetzt hat')).toBeVisible();
  await isClean(page);
  await isGerman(page, `${server.url}/de/room/`, 'January class');
  await isGerman(page, `${server.url}/de/marks/${of}`, 'Das Secret in Vault ablegen');
  await isGerman(page, `${server.url}/de/insights/${of}`, 'Statistik');
  await expect(page.locator('.item-remark').first()).toContainText('zu wenige Lernende');
  await ada.page.close();
});
