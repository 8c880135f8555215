import { expect, type Locator, type Page } from '@playwright/test';
import { labPath, test } from './support/lab-page.ts';

test('a lab from the landing page to its end by keyboard alone', async ({ page, lab }) => {
  await test.step('start', async () => {
    await page.goto('/');
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
    await tabTo(page, page.getByRole('link', { name: 'Start lab 1' }));
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`${labPath}$`));
    await lab.live();
  });

  await test.step('run a block from the instructions', async () => {
    const run = page.locator('[data-exercise="store-secret"] button.kl-run').first();
    await tabTo(page, run, 60);
    await page.keyboard.press('Enter');
    await lab.shows(/vault secrets list/);
  });

  const keys = page.getByRole('textbox', { name: 'Shell 1' });
  await test.step('into the terminal, and type', async () => {
    await tabTo(page, page.getByRole('tab', { name: 'Shell 1' }), 120);
    await tabTo(page, keys);
    await page.keyboard.type('echo typed');
    await page.keyboard.press('Enter');
    await lab.shows(/^typed$/m);
  });

  await test.step('out of it, by the way that is written under it', async () => {
    const wayOut = page.getByText('Esc then Tab leaves the terminal');
    await expect(wayOut).toBeVisible();
    expect(await keys.getAttribute('aria-describedby')).toBe(await wayOut.getAttribute('id'));
    await page.keyboard.press('Tab');
    await expect(keys).toBeFocused();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    await expect(keys).not.toBeFocused();
  });

  await test.step('size of the areas', async () => {
    const height = page.getByRole('separator', { name: 'Height of the terminals' });
    await tabTo(page, height);
    const before = Number(await height.getAttribute('aria-valuenow'));
    await page.keyboard.press('ArrowUp');
    await expect(height).toHaveAttribute('aria-valuenow', String(before - 2));
    await page.keyboard.press('Enter');
  });

  await test.step('checks and hints', async () => {
    await lab.outcome('passed', 'store-secret');
    await tabTo(page, lab.button('Check'));
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-exercise-state="store-secret"]')).toHaveText('done');
    await expect(lab.button('Check')).toBeFocused();
    await backTo(page, lab.button('Checks of the next exercise'));
    await page.keyboard.press('Enter');
    await tabTo(page, lab.button('Hint 0/3'));
    await page.keyboard.press('Enter');
    await expect(lab.checks.locator('.hints')).toBeVisible();
  });

  await test.step('end, after a no', async () => {
    await backTo(page, keys);
    await page.keyboard.press('Escape');
    await backTo(page, lab.button('End lab'), 160);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog').getByRole('button', { name: 'Keep working' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(lab.button('End lab')).toBeFocused();
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('dialog').getByRole('button', { name: 'End lab' }));
    await page.keyboard.press('Enter');
    await expect(lab.start).toContainText('This environment has ended');
  });
});

test('tabs of the terminal are walked with the arrow keys', async ({ page, lab }) => {
  await lab.begin();
  await lab.button('Open another shell').press('Enter');
  await page.getByRole('tab', { name: 'Shell 2' }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('tab', { name: 'Shell 1' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('tab', { name: 'Shell 1' })).toBeFocused();
});

/** Presses Tab until the focus is there; a trap on the way makes it fail. */
async function tabTo(page: Page, target: Locator, most = 40): Promise<void> {
  await walk(page, target, { key: 'Tab', most });
}

async function backTo(page: Page, target: Locator, most = 40): Promise<void> {
  await walk(page, target, { key: 'Shift+Tab', most });
}

async function walk(
  page: Page,
  target: Locator,
  { key, most }: { key: string; most: number },
): Promise<void> {
  const there = () => target.evaluate((element) => element.matches(':focus'));
  for (let press = 0; press < most; press += 1) {
    if (await there()) return;
    await page.keyboard.press(key);
  }
  await expect(target).toBeFocused();
}
