import { expect } from '@playwright/test';
import { test } from './support/lab-page.ts';

test('checks say what holds, settles and differs, while the learner works', async ({ page, lab }) => {
  await lab.begin();
  await lab.show('connect-store');
  const first = lab.checks.locator('.check').filter({ hasNotText: 'given' }).first();

  await test.step('differs: saw, wanted, next', async () => {
    await expect(first.locator('.check-sign')).toHaveText('Differs');
    await expect(first.locator('dt')).toHaveText(['Saw', 'Wanted', 'Next']);
    await expect(first.locator('dd').first()).toContainText('nothing of that name');
  });

  await test.step('settling: waits for what, about how long', async () => {
    await lab.outcome('settling', 'connect-store');
    await expect(first.locator('.check-sign')).toHaveText('Settling');
    await expect(first).toContainText(
      /Waiting for the operator to read it · (about \d+ s left|any moment now)/,
    );
  });

  await test.step('holds, without a press', async () => {
    await expect(first.locator('.check-sign')).toHaveText('Holds');
    await expect(first.locator('.finding')).toBeHidden();
  });

  await test.step('waits for another', async () => {
    await lab.outcome('blocked', 'connect-store');
    await expect(first.locator('.check-sign')).toHaveText('Waits');
  });

  await test.step('our fault, never the learner’s', async () => {
    await lab.outcome('broken', 'connect-store');
    await expect(first.locator('.check-sign')).toHaveText('Our fault');
    await expect(first).toContainText('costs you nothing');
  });

  await test.step('everything is said aloud too', async () => {
    await lab.outcome('passed', 'connect-store');
    await expect(page.getByRole('status').filter({ hasText: /checks hold/ })).toContainText(
      /\d of \d checks hold\. .*Holds: /,
    );
  });
});

test('Check proves what watching can not, and an exercise that falls back says so', async ({ page, lab }) => {
  await lab.begin();
  await lab.show('sync-secret');
  await lab.outcome('passed', 'sync-secret');
  const proof = lab.checks.locator('.check-unproven').first();
  await expect(proof).toContainText('Proven when you press Check.');
  const step = page.locator('kl-outline a[href="#sync-secret"]');
  await expect(step).not.toHaveAttribute('class', /is-done/);
  let answer = (): void => undefined;
  const allowed = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/exercises/sync-secret/check', async (route) => {
    await allowed;
    await route.continue();
  });
  await lab.button('Check').click();
  await expect(lab.button('Looking…')).toHaveAttribute('aria-disabled', 'true');
  answer();
  await expect(step).toHaveAttribute('class', /is-done/);
  await expect(page.locator('[data-exercise-state="sync-secret"]')).toHaveText('done');
  await expect(page.locator('kl-lease .score strong')).not.toHaveText('0');

  await lab.outcome('failed', 'sync-secret');
  await expect(step).toHaveAttribute('class', /is-wasDone/);
  await expect(page.locator('[data-exercise-state="sync-secret"]')).toHaveText('was done, no longer holds');
});

test('hints come one by one, and the solution only after two', async ({ page, lab }) => {
  await lab.begin();
  await lab.show('store-secret');
  await expect(lab.button('Solution')).toBeHidden();
  await lab.button('Hint 0/3').click();
  const hints = lab.checks.getByRole('list', { name: 'Hints' }).getByRole('listitem');
  await expect(hints).toHaveCount(1);
  await expect(hints.first()).toContainText('Hint 1/3');
  await lab.button('Hint 1/3').click();
  await expect(hints).toHaveCount(2);
  await lab.button('Solution').click();
  await expect(lab.checks.getByText('One way to do it')).toBeVisible();
  await expect(lab.checks.locator('.solution code')).toContainText('vault kv put');
  await page.reload();
  await expect(hints).toHaveCount(2);
  await lab.button('Hint 2/3').click();
  await expect(lab.button('Hints 3/3')).toHaveAttribute('aria-disabled', 'true');
});

test('Run types a block once, with the values of this attempt, and never again', async ({ page, lab }) => {
  const sent: string[] = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(payload.toString())));
  const times = (text: string): number => sent.join('').split(text).length - 1;
  await lab.open();
  const put = page.locator('[data-exercise="store-secret"] button.kl-run').nth(1);
  await expect(put).toHaveAttribute('title', 'Start the lab to run this');
  await lab.button('Start lab').click();
  await lab.live();
  const key = page.locator('[data-value="api_key"]').first();
  await expect(key).toHaveText(/^key-[0-9a-f]+$/);
  const value = (await key.textContent()) ?? '';

  await put.click();
  await expect(put).toHaveText('Sent');
  await lab.shows(/vault: command not found/);
  expect(times('vault kv put')).toBe(1);
  expect(times(`api_key='${value}'`)).toBe(1);
  await expect(put).toHaveText('Run');

  await page.reload();
  await lab.live();
  await lab.type('echo mine');
  await lab.shows(/^mine$/m);
  expect(times('vault kv put')).toBe(1);
});

test('reset asks first, and says what it solves on the way', async ({ page, lab }) => {
  await lab.begin();
  await lab.outcome('passed', 'install-eso');
  await expect(page.locator('[data-exercise-state="install-eso"]')).toHaveText('done');
  await lab.show('connect-store');
  const jump = page.getByRole('dialog', { name: 'Jump to the start of this exercise?' });
  await test.step('nothing happens unless it is confirmed', async () => {
    await lab.button('Reset').click();
    await expect(jump.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await expect(jump.getByRole('listitem')).toHaveText(['Put the secret into Vault']);
    await expect(jump).toContainText('A file that a solution writes replaces yours of the same name.');
    await page.keyboard.press('Escape');
    await expect(jump).toBeHidden();
    await expect(lab.button('Reset')).toBeFocused();
  });
  await test.step('to the start of an exercise: what was solved on the way is no secret any more', async () => {
    await lab.button('Reset').click();
    await jump.getByRole('button', { name: 'Jump there' }).click();
    await expect(page.getByText('The exercise is back at its start.')).toBeAttached();
    await lab.show('store-secret');
    await expect(lab.button('Solution')).toBeVisible();
    await lab.show('connect-store');
    await expect(lab.button('Solution')).toBeHidden();
  });
  await test.step('to the start of the lab, in the same cluster', async () => {
    await lab.type('echo still-here');
    await lab.button('Reset').click();
    await jump.getByLabel('The whole lab instead').check();
    await jump.getByRole('button', { name: 'Jump there' }).click();
    await expect(page.getByText('The lab is back at its start.')).toBeAttached();
    await expect(page.locator('kl-outline a[href="#store-secret"]')).toHaveAttribute('aria-current', 'step');
    await lab.shows(/^still-here$/m);
  });
});

test('the lab ends only when the learner says so', async ({ page, lab }) => {
  await lab.begin();
  await lab.button('End lab').click();
  const dialog = page.getByRole('dialog', { name: 'End this lab?' });
  await expect(dialog).toContainText('Points you have earned stay.');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await lab.type('echo still-here');
  await lab.shows(/^still-here$/m);

  await lab.endByHand();
  await expect(lab.start).toContainText('You ended it, and everything in it is gone.');
  await expect(lab.terminals).toBeHidden();
  await lab.button('Start a fresh one').click();
  await lab.live();
  expect(await lab.text()).not.toContain('still-here');
});

test('a step that was pressed stays chosen until the reader moves on', async ({ page, lab }) => {
  await lab.begin();
  await lab.show('store-secret');
  const steps = page.locator('kl-outline a');
  const last = page.locator('[data-exercise]').last();
  // As a page does that grows while it is scrolled.
  await last.evaluate((section) => section.scrollIntoView({ block: 'start', behavior: 'instant' }));
  await expect(last).toBeInViewport();
  await expect(steps.first()).toHaveAttribute('aria-current', 'step');
  await page.mouse.move(200, 400);
  await page.mouse.wheel(0, -150);
  await expect(steps.first()).not.toHaveAttribute('aria-current', 'step');
});
