import { expect } from '@playwright/test';
import { Webhook } from 'standardwebhooks';
import { ClassRoom } from './support/class-room.ts';
import { test } from './support/lab-page.ts';
import { fitsPhone, isClean } from './support/looks.ts';
import { tellingServer } from './support/telling-server.ts';

const patience = { timeout: 60_000 };
const telling = tellingServer((origin) => ({ webhookOrigins: [origin] }));

test('a program is told of a raised hand, signed; the page has its log, and replays, rotates and removes', async ({
  page,
  browser,
}) => {
  test.slow();
  const { server, receiver } = telling();
  const room = await ClassRoom.open(server, page);
  await page.goto(`${server.url}/cohorts/?cohort=${room.cohort}`);
  const hooks = page.getByRole('region', { name: 'Webhooks' });
  const wanted = hooks.getByRole('form', { name: 'New webhook' });
  await wanted.getByLabel('Address').fill('chat.example');
  await wanted.getByRole('button', { name: 'Add the webhook' }).click();
  await expect(wanted.getByLabel('Address')).toHaveAccessibleDescription(/begins with https/);
  await wanted.getByLabel('Address').fill('https://chat.example/hook');
  await wanted.getByRole('button', { name: 'Add the webhook' }).click();
  await expect(wanted.getByRole('alert')).toContainText('This server may not speak to https://chat.example.');
  await wanted.getByLabel('Address').fill(`${receiver.origin}/hook`);
  await wanted.getByLabel('passed exercises').uncheck();
  await wanted.getByRole('button', { name: 'Add the webhook' }).click();
  await expect(hooks).toContainText('It is shown only now.');
  const secret = (await hooks.locator('.kl-made code').textContent()) ?? '';
  const hook = hooks.getByRole('group', { name: receiver.origin });
  await expect(hook).toContainText('Told of: raised hands.');
  await isClean(page);

  const ada = await room.learner(browser, 'Ada');
  await ada.begin(server.url);
  await ada.button('Raise hand').click();
  const dialog = ada.page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('The store says denied');
  await dialog.getByRole('button', { name: 'Raise hand' }).click();
  await expect.poll(() => receiver.heard.length, patience).toBe(1);
  const [told] = receiver.heard;
  const body = new Webhook(secret).verify(told?.body ?? '', told?.headers as Record<string, string>);
  expect(body).toMatchObject({ type: 'hand.raised', data: { text: 'The store says denied' } });
  await ada.page.close();

  await hooks.getByRole('button', { name: 'Look again' }).click();
  const row = hooks.getByRole('row', { name: /hand\.raised/ });
  await expect(row).toContainText('Ada');
  await expect(row).toContainText('taken · answered 204');
  await row.getByRole('button', { name: 'Replay' }).click();
  await expect.poll(() => receiver.heard.length, patience).toBe(2);
  expect(receiver.heard[1]?.headers['webhook-id']).toBe(told?.headers['webhook-id']);

  receiver.answers.push(410);
  await hook.getByRole('button', { name: 'Send a test' }).click();
  await expect(async () => {
    await hooks.getByRole('button', { name: 'Look again' }).click();
    await expect(hook).toContainText('It answered 410: it wants no more.', { timeout: 2000 });
  }).toPass(patience);
  await isClean(page);
  await hook.getByRole('button', { name: 'Switch it on again' }).click();
  await hook.getByRole('button', { name: 'New secret' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make it' }).click();
  await expect(hooks.locator('.kl-made code')).not.toHaveText(secret);
  await expect(hook).toContainText('The secret before this one signs, too, until');
  await isClean(page);
  await fitsPhone(page);
  await hook.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(hook).toHaveCount(0);
});
