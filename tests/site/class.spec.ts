import { expect, type Browser, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { ClassRoom } from './support/class-room.ts';
import { FakeServer } from './support/fake-server.ts';
import { LabPage, test } from './support/lab-page.ts';

const names = ['Ada', 'Bob', 'Cyd', 'Dot', 'Eve'];
const password = 'four plain words here';
const patient = { timeout: 120_000 };

let server: FakeServer;

test.beforeEach(async () => {
  server = await FakeServer.start({}, { auth: 'accounts' });
});
test.afterEach(async ({ page }) => {
  await page.close();
  await server.remove();
});

/** One link for the whole class, made on the page. */
async function makeLink(page: Page, cohort: string): Promise<string> {
  await page.goto(`${server.url}/cohorts/?cohort=${cohort}`);
  const part = page.getByRole('region', { name: 'Join link' });
  await part.getByLabel('How many may use it').fill(String(names.length));
  await part.getByRole('button', { name: 'Make a join link' }).click();
  return (await part.locator('.kl-made code').first().textContent(patient)) ?? '';
}

/** Follows the link in a browser of their own, makes an account, and opens the lab's terminal. */
async function arrive(browser: Browser, link: string, name: string): Promise<LabPage> {
  const page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage();
  await page.goto(link);
  await page.getByLabel('Your name').fill(name, patient);
  await page.getByLabel('E-mail address').fill(`${name.toLowerCase()}@example.com`);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Make my account' }).click();
  await expect(page.getByLabel('Password')).toHaveCount(0, patient);
  const learner = new LabPage(page, server.url);
  await learner.open(server.url);
  // A press while the page still loads reaches nobody.
  await expect(async () => {
    if (await learner.button('Start lab').isVisible()) await learner.button('Start lab').click();
    await expect(learner.terminals.locator('.term-status')).toHaveText('connected', { timeout: 10_000 });
  }).toPass(patient);
  await learner.live();
  return learner;
}

test('five learners come by a link, work in terminals, and their marks leave as a file', async ({
  page,
  browser,
}) => {
  test.setTimeout(1_200_000);
  const room = await ClassRoom.open(server, page, { labs: [{ lab: 'static-sync', graded: true }] });
  const link = await makeLink(page, room.cohort);
  const learners: LabPage[] = [];
  for (const name of names) learners.push(await arrive(browser, link, name));

  // The link is used up: a sixth finds no seat by it.
  const late = await (await browser.newContext()).newPage();
  await late.goto(link);
  await expect(late.getByText('This code has been used.')).toBeVisible(patient);
  await late.close();

  await room.openRoom();
  for (const name of names)
    await expect(page.getByRole('row', { name: new RegExp(name) }).first()).toBeVisible(patient);

  // Each shell is the learner's own.
  for (const [index, learner] of learners.entries()) {
    await learner.type(`echo I am ${names[index] ?? ''}`);
    await learner.shows(new RegExp(`\nI am ${names[index] ?? ''}`));
    for (const other of names.filter((_, at) => at !== index))
      expect(await learner.text()).not.toContain(`I am ${other}`);
  }

  // All but the last do the first exercise, by a command in their terminal, and ask for the check.
  const diligent = learners.slice(0, -1);
  for (const learner of diligent) {
    await learner.type('lab pass store-secret');
    await expect(async () => {
      await learner.button('Check').first().click();
      await expect(learner.page.locator('.score strong')).not.toHaveText('0', { timeout: 10_000 });
    }).toPass(patient);
  }
  const points = await learners[0]?.page.locator('.score strong').textContent();

  await page.getByRole('link', { name: 'Marks' }).click();
  const cells = page.locator('[data-column="static-sync/store-secret"]');
  await expect(cells).toHaveCount(names.length, patient);
  await expect(cells.filter({ hasText: points ?? '' })).toHaveCount(diligent.length);
  const download = page.waitForEvent('download', patient);
  await page.getByRole('link', { name: /CSV/ }).click();
  const csv = await readFile(await (await download).path(), 'utf8');
  const [header = '', ...lines] = csv.trim().split('\n');
  expect(header).toMatch(/^name,email,total,of,static-sync\/store-secret,/);
  expect(lines.map((line) => line.split(',').slice(0, 3).join(','))).toEqual(
    names.map((name, index) => {
      const total = index < diligent.length ? (points ?? '') : '0';
      return `${name},${name.toLowerCase()}@example.com,${total}`;
    }),
  );
  for (const learner of learners) await learner.page.close();
});
