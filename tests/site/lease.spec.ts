import { expect, type Page } from '@playwright/test';
import { test } from './support/lab-page.ts';

const minute = 60_000;

/** Everything that the page says to screen readers from now on; what is said later takes the place of it on the page. */
async function listen(page: Page): Promise<string[]> {
  const said: string[] = [];
  await page.exposeFunction('heard', (text: string) => void said.push(text));
  await page.addInitScript(`
    new MutationObserver((changes) => {
      for (const { target } of changes)
        if (target instanceof Element && target.matches('.kl-sr[aria-live]')) heard(target.textContent);
    }).observe(document, { subtree: true, childList: true });
  `);
  return said;
}

/** Has the page believe that the environment ends at this time, and whether there is more to be had. */
async function endsIn(page: Page, ms: number, canExtend: boolean): Promise<void> {
  await page.route('**/api/labs/static-sync', async (route) => {
    const answer = await route.fetch();
    const lab = (await answer.json()) as { attempt: object | null };
    const expiresAt = new Date(Date.now() + ms).toISOString();
    const attempt = lab.attempt === null ? null : { ...lab.attempt, expiresAt, canExtend };
    await route.fulfill({ response: answer, json: { ...lab, attempt } });
  });
  // What follows by events would say what is true.
  await page.route('**/api/attempts/*/events', (route) => route.abort());
  await page.reload();
}

test('with plenty of time nothing is said', async ({ page, lab }) => {
  await lab.begin();
  await expect(page.locator('kl-lease .lease')).toContainText('2 h left');
  await expect(page.locator('kl-lease-warning')).toBeHidden();
});

test('before the end the page warns, aloud too, and one press keeps it', async ({ page, lab }) => {
  const said = await listen(page);
  await lab.begin();
  await endsIn(page, 9 * minute, true);
  const warning = page.locator('kl-lease-warning');
  await expect(warning).toContainText('This environment ends in 9 min.');
  const warned = (): number => said.filter((text) => text.includes('Press Keep it longer to go on.')).length;
  await expect.poll(warned).toBe(1);
  await lab.button('Keep it longer').focus();
  await page.keyboard.press('Enter');
  await expect(warning).toBeHidden();
  await expect(page.locator('kl-lease .lease')).toContainText('2 h left');
});

test('the last minutes are said at once, and that there are no more of them', async ({ page, lab }) => {
  await lab.begin();
  await page.setViewportSize({ width: 390, height: 844 });
  await endsIn(page, 1.8 * minute, false);
  const warning = page.locator('kl-lease-warning');
  await expect(warning).toHaveAttribute('data-level', 'alarm');
  await expect(warning).toContainText('there is no more time to be had');
  await expect(page.getByRole('alert').filter({ hasText: 'no more time' })).toHaveCount(1);
  await expect(lab.button('Keep it longer')).toHaveCount(0);
  await expect(lab.button('More time')).toHaveCount(0);
  // Nothing lies over it, and it over nothing, whichever area is shown.
  await page.locator('.desk-tabs').getByRole('button', { name: 'Terminal' }).click();
  const [note, work] = [await warning.boundingBox(), await page.locator('.desk-work').boundingBox()];
  expect(work?.y).toBeGreaterThanOrEqual((note?.y ?? Infinity) + (note?.height ?? 0));
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test('when it could not be extended the page says so', async ({ page, lab }) => {
  await lab.begin();
  await endsIn(page, 5 * minute, true);
  await page.route('**/api/attempts/*/extend', (route) => route.abort());
  await lab.button('Keep it longer').click();
  await expect(page.locator('kl-lease-warning').getByRole('alert')).toContainText('does not answer');
});
