import { expect, type Locator, type Page } from '@playwright/test';
import { FakeServer } from './support/fake-server.ts';
import { test } from './support/lab-page.ts';

const lesson = '/lessons/secret-sprawl/';

/** Answers are kept: a server of its own, whatever other tests have answered. */
let server: FakeServer;
test.beforeEach(async () => {
  server = await FakeServer.start();
});
test.afterEach(async ({ page }) => {
  await page.close();
  await server.remove();
});

test('a wrong answer says why and leaves another try; a right one says why too, and stays', async ({
  page,
}) => {
  await page.goto(server.url + lesson);
  const question = ask(page, 'An API key was pushed');

  await question.getByRole('button', { name: 'Check answer' }).click();
  await expect(result(question)).toHaveText('Choose an answer first.');
  await expect(question).toContainText('3 tries left.');

  await question.getByLabel(/Make the repository private/).check();
  await question.getByRole('button', { name: 'Check answer' }).click();
  await expect(result(question)).toContainText('Not right yet.');
  await expect(result(question)).toContainText('Ten minutes are long enough for a scanner.');
  await expect(result(question)).not.toContainText('Only revoking it');
  await expect(question).toContainText('2 tries left.');

  await question.getByLabel(/Revoke the key/).check();
  await question.getByRole('button', { name: 'Check answer' }).click();
  await expect(result(question)).toContainText('Right.');
  await expect(result(question)).toContainText('Only revoking it makes the copies worthless.');
  await expect(result(question)).toBeFocused();
  await expect(question.getByRole('button', { name: 'Check answer' })).toBeHidden();

  await page.reload();
  await expect(result(question)).toContainText('Right.');
  await expect(question.getByLabel(/Revoke the key/)).toBeChecked();
  await expect(question.getByLabel(/Revoke the key/)).toBeDisabled();

  await page.goto(`${server.url}/course/`);
  await expect(page.getByText(/Quizzes: 1 of \d+ questions right\./)).toBeVisible();
});

test('after the last try the answer is shown, and marked in the question', async ({ page }) => {
  await page.goto(server.url + lesson);
  const question = ask(page, 'A team moved a database password');
  for (const wrong of [/With an interval of one minute/, /ESO renews the lease/, /policy allows only/]) {
    await question.getByLabel(wrong).check();
    await question.getByRole('button', { name: 'Check answer' }).click();
    await expect(result(question)).toContainText('Not right');
  }
  await expect(result(question)).toContainText('Not right. Here is how it is.');
  await expect(question.locator('.is-solution')).toContainText('KV keeps what it is given');
});

test('choices, matches, words and orders are all marked', async ({ page }) => {
  await page.goto(server.url + lesson);

  await test.step('several choices', async () => {
    const question = ask(page, 'Who can now read the value');
    for (const right of [/whose RBAC role allows/, /may only create Pods/, /unencrypted backup/])
      await question.getByLabel(right).check();
    await isRight(question);
  });

  await test.step('matches', async () => {
    const question = ask(page, 'Match each place');
    const pairs = {
      'git repository': /in what came before/,
      'container image': /in what came before/,
      'CI variable': /can print it/,
      'Kubernetes Secret written by hand': /looks like protection/,
      '.env file': /on which machines/,
    };
    for (const [item, target] of Object.entries(pairs)) {
      const field = question.getByRole('combobox', { name: item, exact: true });
      await field.selectOption({
        label: (await field.locator('option', { hasText: target }).textContent()) ?? '',
      });
    }
    await isRight(question);
  });

  await test.step('a word, however it is written', async () => {
    const question = ask(page, 'writes the Kubernetes Secret');
    await question.getByLabel('Your answer').fill('  eso ');
    await isRight(question);
  });

  await test.step('an order, moved by buttons', async () => {
    const question = ask(page, 'The password of a shared database account');
    const wanted = [/Find out which/, /Make a second/, /Move every/, /Lock the old/, /Go through/];
    for (const [place, step] of wanted.entries()) {
      const row = question.getByRole('listitem').filter({ hasText: step });
      for (let at = await placeOf(row); at > place; at -= 1) {
        await row.getByRole('button', { name: /^Move up/ }).click();
        await expect.poll(() => placeOf(row)).toBe(at - 1);
      }
    }
    await isRight(question);
  });
});

test('a quiz that can not be fetched says so, and comes when asked again', async ({ page }) => {
  let broken = true;
  await page.route('**/api/quizzes/*', (route) => (broken ? route.abort() : route.fallback()));
  await page.goto(server.url + lesson);
  await expect(page.locator('kl-quiz')).toContainText('The lab server does not answer.');
  broken = false;
  await page.locator('kl-quiz').getByRole('button', { name: 'Try again' }).click();
  await expect(ask(page, 'An API key was pushed')).toBeVisible();
});

function ask(page: Page, prompt: string): Locator {
  return page.locator('form.quiz-question').filter({ hasText: prompt });
}

function result(question: Locator): Locator {
  return question.locator('.quiz-result');
}

async function isRight(question: Locator): Promise<void> {
  await question.getByRole('button', { name: 'Check answer' }).click();
  await expect(result(question).locator('.quiz-verdict')).toHaveText('Right.');
}

function placeOf(row: Locator): Promise<number> {
  return row.evaluate((element) => [...(element.parentElement?.children ?? [])].indexOf(element));
}
