import { expect, type Page } from '@playwright/test';
import { FakeServer } from './support/fake-server.ts';
import { labPath, test } from './support/lab-page.ts';
import { isClean } from './support/looks.ts';

const password = 'four plain words here';
let server: FakeServer;

test.beforeEach(async () => {
  server = await FakeServer.start({}, { auth: 'accounts' });
});
test.afterEach(async ({ page }) => {
  await page.close();
  await server.remove();
});

async function makeAccount(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('E-mail address').fill(`${name.toLowerCase()}@example.com`);
  await page.getByLabel('Password').fill(password);
  await isClean(page);
  await page.getByRole('button', { name: 'Make my account' }).click();
  await expect(page).toHaveURL(/\/course\/$/);
}

test('from the link on the console to a learner in a lab', async ({ page, browser, lab }) => {
  await makeAccount(page, server.firstAdminLink, 'Root');
  await page.getByRole('link', { name: 'Account of Root' }).click();
  await expect(page.getByRole('heading', { name: 'Where you are signed in' })).toBeVisible();
  await isClean(page);
  await page.getByRole('button', { name: 'Make a link' }).click();
  const code = (await page.locator('.kl-made code').last().textContent()) ?? '';
  expect(code).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}$/);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();

  // Another browser: the lab page says what is missing and leads there and back.
  await lab.open(server.url);
  await expect(lab.start).toContainText('Sign in to start this lab');
  await isClean(page);
  await page.getByRole('link', { name: 'I have a code' }).click();
  await isClean(page);
  await page.getByLabel('Your code').fill(code.toLowerCase().replaceAll('-', ''));
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText('You are invited as a learner.')).toBeFocused();
  await page.getByLabel('Your name').fill('Ada');
  await page.getByLabel('E-mail address').fill('ada@example.com');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Make my account' }).click();
  await expect(page).toHaveURL(/\/course\/$/);
  await lab.begin(server.url);

  // The session is ended from elsewhere: the terminal goes down, and signing in brings it back.
  const other = await (await browser.newContext()).newPage();
  await other.goto(`${server.url}/sign-in/?next=/account/`);
  await other.getByLabel('E-mail address').fill('ada@example.com');
  await other.getByLabel('Password').fill('a wrong password');
  await other.getByRole('button', { name: 'Sign in' }).click();
  await expect(other.getByRole('alert')).toContainText('The address or the password is wrong.');
  await isClean(other);
  await other.getByLabel('Password').fill(password);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await expect(other).toHaveURL(/\/account\/$/);
  await other.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await expect(other.locator('.kl-list li')).toHaveCount(1);
  await expect(lab.terminals.locator('.term-status')).not.toHaveText('connected');
  await other.close();
  await page.goto(`${server.url}/sign-in/?next=${encodeURIComponent(labPath)}`);
  await page.getByLabel('E-mail address').fill('ada@example.com');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(new RegExp(`${labPath}$`));
  await lab.live();
});

test('a link that was used says so, and nobody is led away from this site', async ({ page }) => {
  const link = server.firstAdminLink;
  await makeAccount(page, link, 'Root');
  await page.context().clearCookies();
  await page.goto('about:blank');
  await page.goto(link);
  await expect(page.getByRole('alert')).toContainText('This code has been used.');
  expect(page.url()).not.toContain('#');
  await page.goto(`${server.url}/sign-in/?next=//evil.example/`);
  await page.getByLabel('E-mail address').fill('root@example.com');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`${server.url}/course/`);
});
