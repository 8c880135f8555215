import { expect } from '@playwright/test';
import { labPath, test } from './support/lab-page.ts';

test('a screen reader is told what the terminal prints, once its mode is on', async ({ page, lab }) => {
  await lab.begin();
  const mode = lab.button('Screen reader mode');
  const rows = lab.terminals.getByRole('listitem');
  await expect(mode).toHaveAttribute('aria-pressed', 'false');
  await expect(rows).toHaveCount(0);
  await mode.press('Enter');
  await expect(mode).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByText('Screen reader mode of the terminal on')).toBeAttached();

  await test.step('lines are in the accessibility tree, as they are on the screen', async () => {
    await lab.type('echo read-me');
    await expect(rows.filter({ hasText: /^read-me/ })).toHaveCount(1);
    await expect(lab.terminals).toMatchAriaSnapshot(`
      - list:
        - listitem: /echo read-me/
        - listitem: /read-me/
    `);
  });
  await test.step('what is printed is said by a live region, and the shell keeps its name', async () => {
    await expect(lab.terminals.locator('.live-region')).toHaveAttribute('aria-live', 'assertive');
    await expect(lab.terminals.locator('.live-region')).toContainText('read-me');
    await expect(page.getByRole('textbox', { name: 'Shell 1' })).toBeFocused();
  });
  await test.step('it is remembered, and goes off again', async () => {
    await page.reload();
    await lab.live();
    await expect(mode).toHaveAttribute('aria-pressed', 'true');
    await expect(rows.filter({ hasText: /^read-me/ })).toHaveCount(1);
    await mode.press('Enter');
    await expect(mode).toHaveAttribute('aria-pressed', 'false');
    await expect(rows).toHaveCount(0);
  });
});

test.describe('at 400 % of a window 1280 pixels wide', () => {
  // What a browser makes of it: a quarter of the room in both directions.
  test.use({ viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 });

  for (const address of ['/', '/course/', '/lessons/secret-sprawl/', '/labs/', labPath]) {
    test(`nothing of ${address} is out of reach sideways`, async ({ page }) => {
      await page.goto(address);
      await expect(page.locator('h1').first()).toBeAttached();
      const width = () => page.evaluate(() => document.documentElement.scrollWidth);
      await expect.poll(width).toBeLessThanOrEqual(320);
    });
  }

  test('a lab is begun, a command typed and checked', async ({ page, lab }) => {
    await lab.open();
    const pane = (name: string) => page.locator('.desk-tabs').getByRole('button', { name, exact: true });
    await pane('Terminal').click();
    await lab.button('Start lab').click();
    await lab.live();
    await lab.type('echo small');
    await lab.shows(/^small$/m);
    await pane('Checks').click();
    await lab.button('Check').scrollIntoViewIfNeeded();
    await expect(lab.button('Check')).toBeInViewport();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });
});

test('who wants less motion gets none', async ({ page, lab }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await lab.begin();
  await lab.outcome('settling', 'all');
  await expect(lab.checks.locator('.check').first()).toBeVisible();
  const moving = await page.evaluate(() =>
    document
      .getAnimations()
      .filter(
        ({ effect, playState }) =>
          playState === 'running' && Number(effect?.getComputedTiming().duration) > 10,
      )
      .map(({ effect }) => (effect instanceof KeyframeEffect ? effect.target?.outerHTML.slice(0, 120) : '')),
  );
  expect(moving).toEqual([]);
});
