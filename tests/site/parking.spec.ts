import { expect } from '@playwright/test';
import { labView } from '#site/protocol/api.ts';
import { labPath, test } from './support/lab-page.ts';

test('a lab is put aside and goes on another day, with its shell as it was', async ({ page, lab }) => {
  await lab.begin();
  await lab.type('echo left-it-here');
  await lab.shows(/^left-it-here$/m);
  await lab.button('Check').click();
  await expect(lab.checks.locator('.check-failed, .check-passed').first()).toBeVisible({ timeout: 60_000 });
  await expect(lab.checks.getByRole('note')).toHaveCount(0);
  await lab.button('Put aside').click();
  const dialog = page.getByRole('dialog', { name: 'Put this lab aside?' });
  await expect(dialog).toContainText('Clocks do not stand still');
  await dialog.getByRole('button', { name: 'Put aside' }).click();
  await expect(lab.start).toContainText('This lab is put aside');
  await expect(lab.checks.getByRole('note')).toContainText('nobody looks now. This is what was seen on');
  await expect(lab.terminals).toBeHidden();
  await expect(lab.button('Put aside')).toHaveCount(0);
  await page.reload();
  await expect(lab.start).toContainText('as you left them');
  await expect(lab.start.locator('time')).toHaveAttribute('datetime', /T/);
  await lab.button('Go on').click();
  await lab.live();
  await lab.shows(/^left-it-here$/m);
  await lab.type('echo and-again');
  await lab.shows(/^and-again$/m);
});

test('after a restart of the machine the page says what was lost, and the lab goes on', async ({
  page,
  lab,
}) => {
  await lab.begin();
  await lab.button('Put aside').click();
  const dialog = page.getByRole('dialog', { name: 'Put this lab aside?' });
  await expect(dialog).toContainText('Should this machine restart meanwhile');
  await dialog.getByRole('button', { name: 'Put aside' }).click();
  await expect(lab.start).toContainText('This lab is put aside');
  expect((await lab.call('POST', '/api/dev/interrupt')).status).toBe(204);
  await expect(lab.start).toContainText('This lab was interrupted', { timeout: 60_000 });
  await expect(lab.start).toContainText('What ran in your shells has ended.');
  await expect(lab.start.locator('time')).toHaveCount(2);
  await lab.button('Go on').click();
  await lab.live();
});

test('a learner who fills the disk is warned on the page, then stopped with the way out, and goes on', async ({
  page,
  lab,
}) => {
  test.setTimeout(300_000);
  await lab.begin();
  const { attempt } = labView.parse(JSON.parse((await lab.call('GET', '/api/labs/static-sync')).body));
  const fill = (mebibytes: number) =>
    lab.call('POST', '/api/dev/fill', { attempt: attempt?.id ?? '', mebibytes });
  expect((await fill(5500)).status).toBe(204);
  const warning = page.locator('kl-lease-warning');
  await expect(warning).toContainText('This lab takes 5.4 GiB of disk. At 6.0 GiB it is stopped', {
    timeout: 60_000,
  });
  expect((await fill(6300)).status).toBe(204);
  await expect(lab.start).toContainText('This lab has filled its disk', { timeout: 60_000 });
  await expect(lab.start).toContainText('It takes 6.2 GiB of disk, and 6.0 GiB is what it may take.');
  await expect(lab.terminals).toBeHidden();
  await lab.button('Go on').click();
  await lab.live();
  await expect(warning).toContainText('This lab takes 6.2 GiB of disk.', { timeout: 60_000 });
  expect((await fill(900)).status).toBe(204);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });
  test('the bar with its buttons still fits', async ({ page, lab }) => {
    await page.goto(labPath);
    await expect(async () => {
      await page.getByRole('button', { name: 'Terminal', exact: true }).click();
      await expect(lab.button('Start lab')).toBeVisible({ timeout: 1000 });
    }).toPass();
    await lab.button('Start lab').click();
    await lab.live();
    await expect(lab.button('Put aside')).toBeInViewport();
    await expect(lab.button('End lab')).toBeInViewport();
  });
});
