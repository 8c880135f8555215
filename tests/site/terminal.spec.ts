import { expect, type Page, type WebSocketRoute } from '@playwright/test';
import { FakeServer } from './support/fake-server.ts';
import { test, type LabPage } from './support/lab-page.ts';

test('types and echoes, in two shells of their own, over a reload', async ({ page, lab }) => {
  await lab.begin();
  await lab.type('echo first-$((1))');
  await lab.shows(/^first-\$\(\(1\)\)$/m);

  await lab.button('Open another shell').click();
  await expect(page.getByRole('tab')).toHaveText([/Shell 1/, /Shell 2/]);
  await lab.live();
  expect(await lab.text()).not.toContain('first');
  await lab.type('echo second');
  await lab.shows(/^second$/m);

  await page.reload();
  await lab.live();
  await lab.shows(/^first-/m);
  await page.getByRole('tab', { name: 'Shell 2' }).click();
  await lab.shows(/^second$/m);

  await lab.button('End this shell').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
  await expect(page.getByRole('tab')).toHaveCount(2);
  await lab.button('End this shell').click();
  await page.getByRole('dialog').getByRole('button', { name: 'End shell' }).click();
  await expect(page.getByRole('tab')).toHaveText([/Shell 1/]);
});

test('goes on where a dropped line broke, and loses and repeats nothing', async ({ page, lab }) => {
  const sockets: WebSocketRoute[] = [];
  await page.routeWebSocket(/api\/terminal/, (socket) => {
    socket.connectToServer();
    sockets.push(socket);
  });
  await lab.begin();
  await lab.type('echo before');
  await lab.shows(/^before$/m);
  const seen = await lab.text();
  await sockets.at(-1)?.close({ code: 1012, reason: 'dropped by the test' });
  await expect.poll(() => sockets.length).toBe(2);
  await lab.live();
  expect(await lab.text()).toBe(seen);
  await lab.type('echo after');
  await lab.shows(/^after$/m);
});

test('survives a restart of the server, and says meanwhile that it is away', async ({ page, lab }) => {
  const server = await FakeServer.start();
  try {
    await lab.begin(server.url);
    await lab.type('echo kept');
    await lab.shows(/^kept$/m);
    await server.stop();
    await expect(page.getByText('The lab server does not answer.')).toBeVisible();
    await expect(lab.terminals.locator('.term-status')).toHaveText('reconnecting…');
    await server.start();
    await expect(page.getByText('The lab server does not answer.')).toBeHidden();
    await lab.live();
    await lab.shows(/^kept$/m);
    await lab.type('echo again');
    await lab.shows(/^again$/m);
  } finally {
    await page.close();
    await server.remove();
  }
});

test('the shell learns the size of its box, and of larger text', async ({ page, lab }) => {
  await lab.begin();
  const first = await sizeOf(lab);
  await page.setViewportSize({ width: 1000, height: 640 });
  await expect
    .poll(() => sizeOf(lab))
    .toMatchObject({ rows: lessThan(first.rows), cols: lessThan(first.cols) });
  const small = await sizeOf(lab);
  for (let press = 0; press < 4; press += 1) await lab.button('Larger text').click();
  await expect
    .poll(() => sizeOf(lab))
    .toMatchObject({ rows: lessThan(small.rows), cols: lessThan(small.cols) });
});

test('finds text', async ({ page, lab }) => {
  await lab.begin();
  await lab.type('seq 30');
  await lab.shows(/^30$/m);
  await page.keyboard.press('Control+Shift+F');
  const field = page.getByRole('searchbox', { name: 'Find in the terminal' });
  await field.fill('3');
  const count = lab.terminals.getByRole('search').getByRole('status');
  // 3, 13, 23, 30, and the 3 of the command itself.
  await expect(count).toHaveText(/^\d of 5$/);
  const at = await count.textContent();
  await field.press('Enter');
  await expect(count).not.toHaveText(at ?? '');
  await field.fill('nowhere');
  await expect(count).toHaveText('none');
  await field.press('Escape');
  await expect(field).toBeHidden();
  await lab.page.keyboard.type('echo back');
  await lab.shows(/\$ echo back/);
});

test('a printed address is shown before it is opened, in a page that can not reach back', async ({
  page,
  context,
  lab,
}) => {
  await context.route('https://docs.example/**', (route) => route.fulfill({ body: 'elsewhere' }));
  await lab.begin();
  await lab.type('echo https://docs.example/secrets');
  await lab.shows(/^https:\/\/docs\.example\/secrets$/m);
  const point = await lab.pointOf(/^https:/);

  await clickLink(page, point);
  await expect(page.getByRole('dialog')).toContainText('https://docs.example/secrets');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  expect(context.pages()).toHaveLength(1);

  await clickLink(page, point);
  const opened = context.waitForEvent('page');
  await page.getByRole('dialog').getByRole('button', { name: 'Open' }).click();
  const other = await opened;
  await expect(other).toHaveURL('https://docs.example/secrets');
  expect(await other.evaluate('window.opener')).toBeNull();
});

test('copies a selection; pastes a line at once, and several only when asked', async ({
  page,
  context,
  lab,
}) => {
  const sent: string[] = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(payload.toString())));
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await lab.begin();
  await lab.type('echo copy-me');
  await lab.shows(/^copy-me$/m);
  const { x, y } = await lab.pointOf(/^copy-me$/);
  await page.mouse.dblclick(x, y);
  await page.keyboard.press('Control+Shift+C');
  await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe('copy-me');

  await paste(page, 'echo one-line');
  await lab.shows(/\$ echo one-line/);
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('Enter');
  await lab.shows(/^one-line$/m);

  await paste(page, 'echo line-a\necho line-b\n');
  const dialog = page.getByRole('dialog', { name: 'Paste 2 lines?' });
  await expect(dialog).toContainText('echo line-a');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await paste(page, 'echo line-c\necho line-d\n');
  await page.getByRole('dialog').getByRole('button', { name: 'Paste' }).click();
  await expect.poll(() => sent.join('')).toContain('echo line-c\recho line-d');
  expect(sent.join('')).not.toContain('line-a');
});

test('follows the theme of the site', async ({ page, lab }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await lab.begin();
  const paper = lab.terminals.locator('.xterm .xterm-scrollable-element').first();
  await expect(paper).toHaveCSS('background-color', 'rgb(253, 254, 251)');
  await page.locator('starlight-theme-select select').first().selectOption('dark');
  await expect(paper).toHaveCSS('background-color', 'rgb(11, 17, 14)');
});

test('a shell that ended, or that another window took, says so and offers the way back', async ({
  page,
  context,
  lab,
}) => {
  await lab.begin();
  await lab.type('exit');
  await expect(lab.terminals).toContainText('This shell has ended.');
  await lab.button('Start a new shell').click();
  await lab.live();

  const other = await context.newPage();
  await other.goto(page.url());
  await expect(other.locator('.term-status')).toHaveText('connected');
  await expect(lab.terminals).toContainText('This terminal was opened in another window.');
  await lab.button('Use it here').click();
  await lab.live();
  await expect(other.locator('.term-status')).toHaveText('open in another window');
});

/** What the shell itself believes. */
async function sizeOf(lab: LabPage): Promise<{ cols: number; rows: number }> {
  await lab.type('clear');
  await lab.type('size');
  await lab.shows(/^\d+ columns, \d+ rows$/m);
  const [, cols, rows] = /^(\d+) columns, (\d+) rows$/m.exec(await lab.text()) ?? [];
  return { cols: Number(cols), rows: Number(rows) };
}

function lessThan(limit: number): number {
  const matcher: unknown = { asymmetricMatch: (value: unknown) => Number(value) < limit };
  return matcher as number;
}

/** The link is found when the pointer comes by, and only then can it be clicked. */
async function clickLink(page: Page, { x, y }: { x: number; y: number }): Promise<void> {
  await page.mouse.move(x + 60, y + 40);
  await page.mouse.move(x, y, { steps: 4 });
  await expect(page.locator('.xterm-cursor-pointer')).toBeVisible();
  await page.mouse.click(x, y);
}

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  await page.keyboard.press('Shift+Insert');
}
