import { expect } from '@playwright/test';
import { test } from './support/lab-page.ts';

test('two shells share the screen, side by side or stacked, and each knows its own size', async ({
  page,
  lab,
}) => {
  await lab.begin();
  await lab.button('Two shells side by side').click();
  await expect(page.getByRole('tab')).toHaveText([/Shell 1/, /Shell 2/]);
  const panels = lab.terminals.locator('.term-panel:visible');
  await expect(panels).toHaveCount(2);
  await lab.live();
  const [left, right] = await boxes();
  expect(left.y).toBe(right.y);
  expect(right.x).toBeGreaterThanOrEqual(left.x + left.width - 1);

  await panels.nth(0).locator('.xterm').click();
  await expect(page.getByRole('tab', { name: 'Shell 1' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.type('echo left-only\n');
  await lab.shows(/^left-only$/m);
  await panels.nth(1).locator('.xterm').click();
  await expect(page.getByRole('tab', { name: 'Shell 2' })).toHaveAttribute('aria-selected', 'true');
  expect(await lab.text()).not.toContain('left-only');
  await page.keyboard.type('size\n');
  await lab.shows(/^\d+ columns, \d+ rows$/m);
  const columns = Number(/^(\d+) columns/m.exec(await lab.text())?.[1]);

  await lab.button('Two shells, one above the other').click();
  await expect.poll(async () => (await boxes())[1].x).toBe(left.x);
  await panels.nth(1).locator('.xterm').click();
  await page.keyboard.type('clear\nsize\n');
  await expect
    .poll(async () => Number(/^(\d+) columns/m.exec(await lab.text())?.[1] ?? 0))
    .toBeGreaterThan(columns + 5);

  await page.reload();
  await lab.live();
  await expect(panels).toHaveCount(2);
  await lab.button('Two shells, one above the other').click();
  await expect(panels).toHaveCount(1);

  async function boxes() {
    const found = await Promise.all([panels.nth(0).boundingBox(), panels.nth(1).boundingBox()]);
    const [first, second] = found;
    if (first === null || second === null) throw new Error('Two panels have to be on the screen.');
    return [first, second] as const;
  }
});

test('on a phone there is one shell at a time', async ({ page, lab }) => {
  await lab.begin();
  await lab.button('Two shells side by side').click();
  await page.setViewportSize({ width: 390, height: 780 });
  await page.locator('.desk-tabs').getByRole('button', { name: 'Terminal' }).click();
  await expect(lab.terminals.locator('.term-panel:visible')).toHaveCount(1);
  await expect(lab.button('Two shells side by side')).toBeHidden();
});

test('the way out of a terminal is written under it, and works', async ({ page, lab }) => {
  await lab.begin();
  await lab.focus();
  await expect(lab.terminals.getByText('Esc then Tab leaves the terminal')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(lab.terminals.locator('.xterm-helper-textarea')).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(lab.terminals.locator('.xterm-helper-textarea')).not.toBeFocused();
});
