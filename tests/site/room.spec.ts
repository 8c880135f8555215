import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { madeInvite } from '#site/protocol/accounts.ts';
import { cohortView } from '#site/protocol/cohorts.ts';
import { FakeServer } from './support/fake-server.ts';
import { LabPage, test } from './support/lab-page.ts';

const password = 'four plain words here';
let server: FakeServer;

test.beforeEach(async () => {
  server = await FakeServer.start({}, { auth: 'accounts' });
});
test.afterEach(async ({ page }) => {
  await page.close();
  await server.remove();
});

async function call(page: Page, method: string, path: string, data: object): Promise<unknown> {
  const answer = await page.request.fetch(`${server.url}${path}`, {
    method,
    headers: { origin: server.url },
    data,
  });
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  return answer.json();
}

async function join(page: Page, code: string, name: string): Promise<void> {
  const person = { name, email: `${name.toLowerCase()}@example.com`, password };
  await call(page, 'POST', '/api/join', { code, person });
}

async function isClean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`)),
  ).toEqual([]);
}

test('the instructor sees who is stuck and writes to just those', async ({ page, browser }) => {
  await join(page, server.firstAdminLink.split('#')[1] ?? '', 'Root');
  const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
  const plan = { name: 'January class', timeZone: 'UTC', starts: day(-1), ends: day(1), seats: 10 };
  const { id } = cohortView.parse(await call(page, 'POST', '/api/cohorts', plan));
  const path = `/api/cohorts/${id}/invites`;
  const { code } = madeInvite.parse(await call(page, 'POST', path, { uses: 5 }));
  const learners = await Promise.all(
    ['Ada', 'Bob'].map(async (name) => {
      const tab = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage();
      await join(tab, code, name);
      return new LabPage(tab, server.url);
    }),
  );
  const [ada, bob] = learners;
  if (ada === undefined || bob === undefined) throw new Error('two learners were asked for');

  await page.goto(`${server.url}/course/`);
  await page.getByRole('link', { name: 'Room', exact: true }).click();
  await page.getByRole('link', { name: 'January class' }).click();
  const people = page.locator('.room-people');
  await expect(people.getByRole('row')).toHaveCount(3);
  await ada.begin(server.url);
  const row = people.getByRole('row').filter({ hasText: 'Ada' });
  await expect(row).toContainText('here');
  await expect(row).toContainText('environment ready');
  await expect(page.locator('.room-held')).toContainText('1 of 2');
  await isClean(page);

  await bob.page.goto(`${server.url}/course/`);
  await page.getByRole('button', { name: /^Write to this one/ }).click();
  await page.getByLabel('Message').fill('Look at the path: it begins with secret/');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(ada.page.locator('.announcement')).toContainText('it begins with secret/');
  await isClean(ada.page);
  await ada.page.getByRole('button', { name: 'Got it' }).click();
  await ada.page.reload();
  await ada.live();
  await expect(ada.page.locator('.announcement')).toHaveCount(0);
  await expect(bob.page.locator('.announcement')).toHaveCount(0);

  await ada.page.close();
  await expect(row).toContainText('away');
  await bob.page.close();
});
