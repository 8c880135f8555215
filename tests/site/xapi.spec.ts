import { expect } from '@playwright/test';
import { ClassRoom } from './support/class-room.ts';
import { test } from './support/lab-page.ts';
import { fitsPhone, isClean } from './support/looks.ts';
import { tellingServer } from './support/telling-server.ts';

const patience = { timeout: 60_000 };
const telling = tellingServer((origin) => ({
  xapi: { endpoint: `${origin}/xAPI`, user: 'kindlab', password: 'a word', names: true },
}));

test('an instructor sees what a record store was told of the cohort, and has what it refused sent again', async ({
  page,
  browser,
}) => {
  test.slow();
  const { server, receiver: store } = telling();
  const room = await ClassRoom.open(server, page);
  await page.goto(`${server.url}/cohorts/?cohort=${room.cohort}`);
  const card = page.getByRole('region', { name: 'Learning record store' });
  await expect(card).toContainText(`is told ${store.origin}`);
  await expect(card).toContainText('with the names of learners');
  await expect(card).toContainText('Nothing happened yet that it could be told of.');
  await isClean(page);

  store.answers.push(400);
  const ada = await room.learner(browser, 'Ada');
  await ada.begin(server.url);
  const rows = card.getByRole('table', { name: 'Statements, newest first' }).getByRole('row');
  await expect(async () => {
    await card.getByRole('button', { name: 'Look again' }).click();
    await expect(rows.filter({ hasText: 'Ada' }).filter({ hasText: 'given up' })).toContainText(
      'answered 400',
      { timeout: 2000 },
    );
  }).toPass(patience);
  await isClean(page);
  await card.getByRole('button', { name: 'Send 1 again' }).click();
  await expect(async () => {
    await card.getByRole('button', { name: 'Look again' }).click();
    await expect(rows.filter({ hasText: 'taken' })).toHaveCount(1, { timeout: 2000 });
  }).toPass(patience);
  await expect(card.getByRole('button', { name: /^Send/ })).toHaveCount(0);
  const [heard] = store.heard;
  expect(heard?.url).toContain('/xAPI/statements');
  expect(heard?.headers.authorization).toMatch(/^Basic /);
  await fitsPhone(page);
  await ada.page.close();
});
