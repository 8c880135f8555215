import { expect } from '@playwright/test';
import { labPath, test } from './support/lab-page.ts';

/** What gives our insides away: frames of a stack, files of ours, names of classes. */
const insides = /\bat .+:\d+|node:internal|\.ts\b|\bError:/;

test('bad requests are answered in words, with what to do and without our insides', async ({ page, lab }) => {
  await page.goto('/');
  const asked = [
    await lab.call('GET', '/api/labs/no-such-lab'),
    await lab.call('POST', '/api/labs/no-such-lab/attempt'),
    await lab.call('GET', '/api/quizzes/no-such-quiz'),
    await lab.call('POST', '/api/quizzes/secret-sprawl/answers', { question: 1 }),
    await lab.call('POST', '/api/attempts/none/exercises/none/check'),
    await lab.call('DELETE', '/api/attempts/..%2f..%2fetc'),
  ];
  for (const { status, body } of asked) {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    const told: unknown = JSON.parse(body);
    expect(told).toMatchObject({
      detail: expect.stringMatching(/\w{3}/),
      hint: expect.stringMatching(/\w{3}/),
    });
    expect(body).not.toMatch(insides);
  }
  const [unknownLab] = asked;
  expect(unknownLab?.body).toContain('static-sync');
});

test('a foreign page can start nothing', async ({ page }) => {
  await page.goto('/');
  const answer = await page.request.post('/api/labs/static-sync/attempt', {
    headers: { origin: 'https://elsewhere.example' },
  });
  expect(answer.status()).toBe(403);
  expect(await answer.text()).not.toMatch(insides);
});

test('a page of a lab that the server does not have says so and stays readable', async ({ page, lab }) => {
  await page.route('**/api/labs/static-sync', (route) =>
    route.fulfill({
      status: 404,
      contentType: 'application/problem+json',
      json: {
        type: 'urn:kindlab:fault:not-found',
        title: 'Not found',
        status: 404,
        code: 'NOT_FOUND',
        detail: 'There is no lab `static-sync`.',
        hint: 'There is: other-lab.',
      },
    }),
  );
  await lab.open();
  await expect(lab.start.getByRole('heading')).toHaveText('There is no such lab here');
  await expect(lab.start.getByRole('alert')).toContainText('There is: other-lab.');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('a server that fails over and over never shows a stack, and nothing is lost when it is well again', async ({
  page,
  lab,
}) => {
  let broken = true;
  const stack = 'TypeError: x is undefined\n    at start (/srv/kindlab/site/server/main.ts:12:5)';
  await page.route('**/api/labs/static-sync/attempt', (route) =>
    broken ? route.fulfill({ status: 500, contentType: 'text/plain', body: stack }) : route.fallback(),
  );
  await page.goto(labPath);
  await lab.button('Start lab').click();
  const alert = lab.start.getByRole('alert');
  await expect(alert).toContainText('Reload the page');
  await expect(page.locator('body')).not.toContainText('main.ts');
  broken = false;
  await lab.button('Start lab').click();
  await lab.live();
});
