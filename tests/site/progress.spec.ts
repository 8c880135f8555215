import { expect } from '@playwright/test';
import { FakeServer } from './support/fake-server.ts';
import { test } from './support/lab-page.ts';

test('what was proven stands in the course page, also when the lab is over', async ({ page, lab }) => {
  const server = await FakeServer.start();
  try {
    await page.goto(`${server.url}/course/`);
    const rows = page.locator('kl-progress .row');
    await expect(rows.first()).toContainText('not begun');
    const next = page.locator('.course-next');
    await expect(next).toContainText('Next: Put the secret into Vault');

    await lab.begin(server.url);
    await lab.show('store-secret');
    await lab.type('lab pass store-secret');
    await expect(lab.checks.locator('.check-failed')).toHaveCount(0);
    await lab.button('Check').click();
    await expect(page.locator('[data-exercise-state="store-secret"]')).toHaveText('done');
    await page.goto(`${server.url}/course/`);
    await expect(next).toContainText('You are here: ');
    await lab.open(server.url);
    await lab.live();
    await lab.show('store-secret');
    await lab.type('lab fail store-secret');
    await expect(page.locator('[data-exercise-state="store-secret"]')).toHaveText(
      'was done, no longer holds',
    );
    await page.goto(`${server.url}/course/`);
    await expect(next).toContainText('This no longer holds: Put the secret into Vault');
    await expect(rows.first()).toContainText('was done, no longer holds');
    await next.getByRole('link', { name: 'Mend it' }).click();
    await lab.endByHand();
    await expect(lab.start).toContainText('This environment has ended');

    await page.goto(`${server.url}/course/`);
    await expect(rows.first().locator('.row-state')).toHaveText('done');
    await expect(page.locator('.course-sum')).toContainText(/^1 of \d+ exercises/);
    await expect(rows.first().locator('.row-points')).not.toContainText(/^0\//);
    await expect(page.locator('.card').first()).toContainText(/1 of 6 exercises done/);
    await rows.first().getByRole('link').click();
    await expect(page).toHaveURL(/\/labs\/static-sync\/#store-secret$/);
  } finally {
    await page.close();
    await server.remove();
  }
});
