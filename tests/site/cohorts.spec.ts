import { expect } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { cohortExport } from '#site/protocol/cohorts.ts';
import { ClassRoom, signInFirst } from './support/class-room.ts';
import { FakeServer } from './support/fake-server.ts';
import { test } from './support/lab-page.ts';
import { fits, isClean } from './support/looks.ts';

let server: FakeServer;

test.beforeEach(async () => {
  server = await FakeServer.start({}, { auth: 'accounts' });
});
test.afterEach(async ({ page }) => {
  await page.close();
  await server.remove();
});

test('a cohort is made by a form, which says beside the field what is wrong', async ({ page }) => {
  test.slow();
  await signInFirst(server, page);
  await page.goto(`${server.url}/account/`);
  await page.getByRole('link', { name: 'Your cohorts' }).click();
  await expect(page.getByText('You teach no cohort yet.')).toBeVisible();
  await isClean(page);
  await page.getByRole('link', { name: 'New cohort' }).click();

  await page.getByLabel('Name', { exact: true }).fill('January class');
  await page.getByLabel('Time zone').fill('Europe/Berlinn');
  await page.getByLabel('Starts', { exact: true }).fill('2027-01-12T08:00');
  await page.getByLabel('Ends', { exact: true }).fill('2027-01-11T18:00');
  await page.getByRole('button', { name: 'Make the cohort' }).click();
  const zone = page.getByLabel('Time zone');
  await expect(zone).toBeFocused();
  await expect(zone).toHaveAccessibleDescription(/No such time zone/);
  await expect(page.getByLabel('Ends', { exact: true })).toHaveAccessibleDescription(
    'It has to end after it starts.',
  );
  await isClean(page);

  await zone.fill('Europe/Berlin');
  await page.getByLabel('Ends', { exact: true }).fill('2027-01-30T18:00');
  await page.getByRole('combobox', { name: 'Static sync' }).selectOption('Graded');
  const lab = page.getByRole('group', { name: 'Static sync', exact: true });
  await lab.getByLabel('Opens').fill('2027-01-12T09:00');
  await lab.getByLabel('Due').fill('2027-01-16T18:00');
  await page.getByLabel('Late rule').selectOption('Loses some points for each day that has begun');
  await page.getByLabel('Percent off per day').fill('20');
  await page.getByLabel('Attempts per lab').fill('3');
  await page.getByLabel('Hints').uncheck();
  await isClean(page);
  await page.getByRole('button', { name: 'Make the cohort' }).click();

  await expect(page.getByRole('heading', { name: 'January class' })).toBeVisible();
  const id = new URL(page.url()).searchParams.get('cohort') ?? '';
  const made: unknown = await (await page.request.get(`${server.url}/api/cohorts/${id}`)).json();
  expect(made).toMatchObject({
    name: 'January class',
    timeZone: 'Europe/Berlin',
    startsAt: '2027-01-12T07:00:00.000Z',
    endsAt: '2027-01-30T17:00:00.000Z',
    seats: 20,
    labs: [
      {
        lab: 'static-sync',
        opensAt: '2027-01-12T08:00:00.000Z',
        closesAt: null,
        dueAt: '2027-01-16T17:00:00.000Z',
        graded: true,
      },
    ],
    hints: false,
    trace: true,
    kubeconfig: false,
    maxAttempts: 3,
    leaseMinutes: null,
    late: { kind: 'perDay', percent: 20 },
  });
  await isClean(page);
  await page.goto(`${server.url}/cohorts/`);
  await expect(page.getByRole('listitem').filter({ hasText: 'January class' })).toContainText(
    '12 Jan 2027, 08:00',
  );
  await isClean(page);
});

test('rules are changed, and the class is copied for another week', async ({ page }) => {
  const room = await ClassRoom.open(server, page, { maxAttempts: 2 });
  await room.openRoom();
  await page.getByRole('link', { name: 'People and rules' }).click();
  const rules = page.getByRole('form', { name: 'Rules' });
  await expect(rules.getByLabel('Attempts per lab')).toHaveValue('2');
  await rules.getByLabel('Attempts per lab').fill('');
  await rules.getByLabel('Seats').fill('12');
  await rules.getByRole('button', { name: 'Save the rules' }).click();
  await expect(page.getByText('Saved.')).toBeFocused();
  await expect(page.locator('.cohort-head')).toContainText('0 of 12 seats taken');
  const changed: unknown = await (await page.request.get(`${server.url}/api/cohorts/${room.cohort}`)).json();
  expect(changed).toMatchObject({ seats: 12, maxAttempts: null });

  const copy = page.getByRole('form', { name: 'Copy for the next class' });
  await copy.getByRole('button', { name: 'Copy it' }).click();
  await expect(copy.getByLabel('Name of the copy')).toHaveAccessibleDescription('Give it a name.');
  await copy.getByLabel('Name of the copy').fill('February class');
  await copy.getByLabel('First day').fill('2027-02-09');
  await copy.getByRole('button', { name: 'Copy it' }).click();
  await expect(page.getByRole('heading', { name: 'February class' })).toBeVisible();
  await expect(page.locator('.cohort-head')).toContainText('9 Feb 2027');
  await expect(page.getByRole('form', { name: 'Rules' }).getByLabel('Seats')).toHaveValue('12');
});

test('a roster is looked at before it is imported, and a link lets others in', async ({ page, browser }) => {
  const room = await ClassRoom.open(server, page);
  await page.goto(`${server.url}/cohorts/?cohort=${room.cohort}`);
  const roster = page.getByRole('region', { name: 'Roster' });
  const text = roster.getByLabel('Roster as CSV');
  const look = roster.getByRole('button', { name: 'Look at it first' });
  await look.click();
  await expect(text).toHaveAccessibleDescription(/Paste the roster/);
  await text.fill('email,name\nada@example.com,Ada\nnobody,Bob\n');
  await look.click();
  await expect(roster).toContainText('Nothing is done yet.');
  await expect(roster.getByRole('row', { name: /nobody/ })).toContainText('This is no e-mail address.');
  await expect(roster.getByRole('button', { name: /^Import/ })).toHaveCount(0);
  await isClean(page);

  await text.fill('email,name\nada@example.com,Ada\nbob@example.com,Bob\nADA@example.com,Ada\n');
  await expect(roster.getByRole('table')).toHaveCount(0);
  await look.click();
  const run = roster.getByRole('button', { name: 'Import 2 people' });
  await expect(roster.getByRole('row', { name: /ADA@/ })).toContainText('skipped');
  const invites = `${server.url}/api/cohorts/${room.cohort}/invites`;
  expect(await (await page.request.get(invites)).json()).toEqual({ invites: [] });
  await run.click();
  await expect(roster).toContainText('Done. 2 invited');
  await expect(roster.locator('tbody code')).toHaveCount(2);
  await isClean(page);
  const download = page.waitForEvent('download');
  await roster.getByRole('link', { name: 'Download them as CSV' }).click();
  expect(await readFile(await (await download).path(), 'utf8')).toMatch(
    /^email,name,code,link\nada@example\.com,Ada,[A-Z0-9-]{14},http/,
  );

  const join = page.getByRole('region', { name: 'Join link' });
  await join.getByLabel('How many may use it').fill('0');
  await join.getByRole('button', { name: 'Make a join link' }).click();
  await expect(join.getByLabel('How many may use it')).toHaveAccessibleDescription(/from 1 to 500/);
  await join.getByLabel('How many may use it').fill('5');
  await join.getByRole('button', { name: 'Make a join link' }).click();
  const link = (await join.locator('.kl-made code').first().textContent()) ?? '';
  const learner = await (await browser.newContext()).newPage();
  await learner.goto(link);
  await expect(learner.getByText('You are invited to January class as a learner.')).toBeVisible();
  await learner.close();
});

test('a deletion says what goes, wants the name, and leaves an export', async ({ page, browser }) => {
  const room = await ClassRoom.open(server, page);
  const ada = await room.learner(browser, 'Ada');
  await page.goto(`${server.url}/cohorts/?cohort=${room.cohort}`);
  await expect(page.getByRole('row', { name: /ada@example.com/ })).toBeVisible();
  const part = page.getByRole('region', { name: 'Delete' });
  await part.getByRole('button', { name: 'See what would go' }).click();
  await expect(part).toContainText('2 memberships');
  const name = part.getByLabel('Name of the cohort');
  await expect(name).toBeFocused();
  await isClean(page);
  await name.fill('January');
  await part.getByRole('button', { name: 'Delete it for good' }).click();
  await expect(name).toHaveAccessibleDescription(/The cohort is called “January class”/);
  await name.fill('January class');
  await part.getByRole('button', { name: 'Delete it for good' }).click();
  await expect(page.getByText('“January class” is deleted.').first()).toBeVisible();
  await expect(page.getByText('You teach no cohort yet.')).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download the export' }).click();
  const kept: unknown = JSON.parse(await readFile(await (await download).path(), 'utf8'));
  expect(cohortExport.parse(kept).members.map((member) => member.name)).toContain('Ada');

  // A learner is told that this is not for them.
  await ada.page.goto(`${server.url}/cohorts/?new`);
  await expect(ada.page.getByRole('alert')).toContainText('Only instructors may do this.');
  await ada.page.close();
});

test('whether a class fits is said before it comes', async ({ page }) => {
  const room = await ClassRoom.open(server, page);
  await page.goto(`${server.url}/cohorts/?cohort=${room.cohort}`);
  const fit = page.getByRole('region', { name: 'Will it fit' });
  await expect(fit.getByLabel('How many come')).toHaveValue('10');
  await fit.getByLabel('How many come').fill('2000');
  await fit.getByLabel('When').fill('2030-01-12T09:00');
  await fit.getByRole('button', { name: 'See whether it fits' }).click();
  await expect(fit).toContainText(/\d+ of 2000 learners on 12 Jan 2030, 09:00 fit\./);
  await expect(fit.getByRole('row', { name: /The class/ })).toContainText('GiB');
  await expect(fit).toContainText('No environment runs at present');
  await isClean(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await fits(page);
});

test('a code is taken back, and somebody is taken out knowing what goes on', async ({ page, browser }) => {
  test.slow();
  const room = await ClassRoom.open(server, page);
  const ada = await room.learner(browser, 'Ada');
  await ada.begin(server.url);
  await page.goto(`${server.url}/cohorts/?cohort=${room.cohort}`);

  const join = page.getByRole('region', { name: 'Join link' });
  await join.getByLabel('How many may use it').fill('5');
  await join.getByRole('button', { name: 'Make a join link' }).click();
  const link = (await join.locator('.kl-made code').first().textContent()) ?? '';
  const codes = page.getByRole('region', { name: 'Codes' });
  await expect(codes.getByRole('listitem')).toContainText('For 5 learners');
  await isClean(page);
  await codes.getByRole('button', { name: 'Take back the code for 5 as learner' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
  await expect(codes).toContainText('The code is taken back.');
  await expect(codes).toContainText('Nobody can come in by a code at present.');
  const late = await (await browser.newContext()).newPage();
  await late.goto(link);
  await expect(late.getByText('There is no such code.')).toBeVisible();
  await late.close();

  const people = page.getByRole('region', { name: 'People' });
  await people.getByRole('button', { name: 'Remove Ada' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove Ada from January class?' });
  await expect(dialog).toContainText(/The lab .+ goes on until its lease ends: \d+ /);
  await isClean(page);
  await dialog.getByRole('button', { name: 'Keep' }).click();
  await expect(people.getByRole('row', { name: /ada@/ })).toBeVisible();
  await people.getByRole('button', { name: 'Remove Ada' }).click();
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(people).toContainText('Ada is out of the cohort.');
  await expect(people.getByRole('row', { name: /ada@/ })).toHaveCount(0);
  await expect(page.locator('.cohort-head')).toContainText('0 of 10 seats taken');
  // What ran goes on.
  await ada.page.reload();
  await ada.live();
  await ada.page.close();
});

test('the page fits a phone', async ({ page, browser }) => {
  const room = await ClassRoom.open(server, page);
  const phone = await (
    await browser.newContext({
      storageState: await page.context().storageState(),
      viewport: { width: 390, height: 844 },
      hasTouch: true,
    })
  ).newPage();
  for (const address of ['/cohorts/', '/cohorts/?new', `/cohorts/?cohort=${room.cohort}`]) {
    await phone.goto(`${server.url}${address}`);
    await expect(phone.locator('kl-cohorts')).not.toContainText('Asking the server');
    await fits(phone);
  }
  await phone.close();
});
