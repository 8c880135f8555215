import { expect, type Page } from '@playwright/test';
import { cohortList } from '#site/protocol/cohorts.ts';
import { roleOf, TestPlatform } from '#tests/lti/test-platform.ts';
import { call, signInFirst } from './support/class-room.ts';
import { FakeServer } from './support/fake-server.ts';
import { LabPage, test } from './support/lab-page.ts';
import { isClean } from './support/looks.ts';

const patience = { timeout: 60_000 };
let server: FakeServer;
let platform: TestPlatform;

test.beforeEach(async ({ page }) => {
  server = await FakeServer.start({ timing: { retryMs: 50 } }, { auth: 'accounts' });
  platform = await TestPlatform.start(() => server.url);
  platform.users.set('tess', {
    sub: 'u-1',
    name: 'Tess',
    email: 'tess@school.example',
    roles: roleOf.teacher,
  });
  platform.users.set('ada', { sub: 'u-2', name: 'Ada', email: 'ada@school.example', roles: roleOf.learner });
  platform.users.set('bob', { sub: 'u-3', name: 'Bob', roles: roleOf.learner });
  platform.links.set('lab', { lab: 'static-sync', lineItem: true });
  await signInFirst(server, page);
  await call(server, page, { method: 'POST', path: '/api/lti/platforms', data: platform.registration });
  await page.context().clearCookies();
});
test.afterEach(async ({ page }) => {
  await page.close();
  await server.remove();
  await platform[Symbol.asyncDispose]();
});

/** From the page of the course, which is another site: it is `localhost`, and we are 127.0.0.1. */
async function open(page: Page, user: string, more = ''): Promise<void> {
  await page.goto(`${platform.origin}/course?user=${user}&link=lab${more}`);
}

async function launch(page: Page, user: string): Promise<void> {
  await open(page, user);
  await page.getByRole('link', { name: 'Open the activity' }).click();
  await page.waitForURL(`${server.url}/labs/static-sync/`, patience);
}

test('an activity of a course leads to its lab, signed in as who one is there, and a mark arrives in the course', async ({
  page,
  browser,
}) => {
  test.slow();
  await launch(page, 'tess');
  await expect(page.locator('kl-account').getByText('Tess')).toBeVisible(patience);

  const ada = new LabPage(
    await (await browser.newContext({ reducedMotion: 'reduce' })).newPage(),
    server.url,
  );
  await launch(ada.page, 'ada');
  await ada.button('Start lab').click(patience);
  await ada.live();
  await ada.outcome('passed', 'store-secret');
  await ada.button('Check').first().click();
  await expect(ada.page.locator('.score strong')).not.toHaveText('0', patience);
  await expect
    .poll(() => platform.scores.find(({ item }) => item === 'lab')?.scoreGiven ?? 0, patience)
    .toBeGreaterThan(0);
  expect(platform.scores.find(({ item }) => item === 'lab')).toMatchObject({
    userId: 'u-2',
    gradingProgress: 'FullyGraded',
  });
  expect(await ada.page.evaluate(async () => (await fetch('/api/cohorts')).status)).toBe(403);
  await ada.page.close();

  const { cohorts } = cohortList.parse(
    await page.evaluate(async () => (await fetch('/api/cohorts')).json() as Promise<unknown>),
  );
  await page.goto(`${server.url}/cohorts/?cohort=${cohorts[0]?.id ?? ''}`);
  const card = page.getByRole('region', { name: 'Learning platform' });
  await expect(card.getByRole('table', { name: 'Marks sent, newest first' })).toContainText(
    'arrived (answered 200)',
    patience,
  );
  await card.getByRole('button', { name: 'Look who takes the course' }).click();
  await expect(card.getByRole('table', { name: 'People of the course' })).toContainText(
    'gets an account',
    patience,
  );
  await isClean(page);
  await card.getByRole('button', { name: 'Bring in 1 person' }).click();
  await expect(page.getByRole('region', { name: 'People' })).toContainText('Bob', patience);
});

test('within a page of the course it asks for a window of its own, and that one is signed in', async ({
  page,
}) => {
  await launch(page, 'tess');
  await open(page, 'tess', '&frame');
  const link = page.frameLocator('iframe').getByRole('link', { name: 'Open Kindlab' });
  const opening = page.context().waitForEvent('page');
  await link.click(patience);
  const own = await opening;
  await own.waitForURL(`${server.url}/labs/static-sync/`, patience);
  await expect(own.locator('kl-account').getByText('Tess')).toBeVisible(patience);
});

test('a teacher picks a lab without leaving the course', async ({ page }) => {
  const target = encodeURIComponent(`${server.url}/api/lti/pick`);
  await page.goto(`${platform.origin}/course?user=tess&link=pick&frame&target=${target}`);
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('heading', { name: 'What shall this activity lead to?' })).toBeVisible(
    patience,
  );
  await isClean(page);
  await frame.getByRole('radio', { name: /Static sync/ }).check();
  await frame.getByRole('button', { name: 'Use this' }).click();
  await expect(frame.getByText('Picked')).toBeVisible(patience);
  const items = platform.picked[0]?.['https://purl.imsglobal.org/spec/lti-dl/claim/content_items'];
  expect(items).toMatchObject([{ custom: { lab: 'static-sync' } }]);
});

test.describe('with a browser that asks for German', () => {
  test.use({ locale: 'de-DE' });

  test('a launch leads to German pages, and what stands before them is German as well', async ({ page }) => {
    test.slow();
    await open(page, 'tess');
    await page.getByRole('link', { name: 'Open the activity' }).click();
    await page.waitForURL(`${server.url}/de/labs/static-sync/`, patience);

    await open(page, 'tess', '&frame');
    const frame = page.frameLocator('iframe');
    await expect(frame.getByRole('link', { name: 'Kindlab öffnen' })).toBeVisible(patience);
    await expect(frame.locator('html')).toHaveAttribute('lang', 'de');

    const target = encodeURIComponent(`${server.url}/api/lti/pick`);
    await page.goto(`${platform.origin}/course?user=tess&link=pick&frame&target=${target}`);
    await expect(frame.getByRole('heading', { name: 'Wohin soll diese Aktivität führen?' })).toBeVisible(
      patience,
    );
    await expect(frame.getByRole('radio', { name: /Statischer Abgleich/ })).toBeVisible();
    await isClean(page);

    await page.goto(`${server.url}/api/lti/enter`);
    await expect(page.getByRole('heading', { name: 'Kindlab konnte nicht geöffnet werden' })).toBeVisible();
    await expect(page.getByText('Öffne die Aktivität in deinem Kurs noch einmal.')).toBeVisible();
  });
});
