import { expect, type Locator } from '@playwright/test';
import { FakeServer } from './support/fake-server.ts';
import { Files } from './support/files-panel.ts';
import { test, type LabPage } from './support/lab-page.ts';
import { isClean } from './support/looks.ts';

async function shellSays(lab: LabPage, path: string, text: RegExp): Promise<void> {
  await lab.type(`cat ${path}`);
  await lab.shows(text);
}

test('a file is made, edited and saved, and the shell has it', async ({ page, lab }) => {
  await lab.begin();
  const files = new Files(page);
  await files.show();
  await files.make('manifests/app.yaml', 'kind: Pod\n');
  await expect(files.file('manifests')).toHaveAttribute('aria-expanded', 'true');
  await expect(files.file('app.yaml')).toHaveAttribute('aria-current', 'true');
  await shellSays(lab, 'manifests/app.yaml', /kind: Pod/);

  await files.editor.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('name: one');
  await expect(files.file('app.yaml')).toContainText('not saved');
  await files.save.click();
  await expect(files.panel.locator('.files-saved')).toBeVisible();
  await expect(files.save).toHaveAttribute('aria-disabled', 'true');
  await shellSays(lab, 'manifests/app.yaml', /name: one/);
});

test('what the shell changes shows; what both changed is lost by neither', async ({ page, lab }) => {
  await lab.begin();
  const files = new Files(page);
  await files.show();
  await files.make('note.txt', 'mine');
  await lab.type('echo theirs > note.txt');
  await files.lookAgain();
  await expect(files.editor).toHaveText('theirs');

  await files.editor.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('mine and ');
  await lab.type('echo theirs again > note.txt');
  await files.save.click();
  const dialog = page.getByRole('dialog', { name: 'note.txt was changed meanwhile' });
  await expect(dialog.locator('pre')).toHaveText('theirs again');

  await test.step('nothing is decided: both are as they were', async () => {
    await page.keyboard.press('Escape');
    await expect(files.editor).toContainText('mine and theirs');
    await shellSays(lab, 'note.txt', /theirs again/);
  });
  await test.step('a copy keeps both', async () => {
    await files.save.click();
    await dialog.getByRole('button', { name: 'Save mine as a copy' }).click();
    await expect(files.editor).toHaveText('theirs again');
    await shellSays(lab, 'note.mine.txt', /mine and theirs/);
  });
  await test.step('mine replaces what was seen', async () => {
    await files.editor.click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('mine wins over ');
    await lab.type('echo a third > note.txt');
    await files.save.click();
    await expect(dialog.locator('pre')).toHaveText('a third');
    await dialog.getByRole('button', { name: 'Replace it with mine' }).click();
    await expect(files.panel.locator('.files-saved')).toBeVisible();
    await shellSays(lab, 'note.txt', /mine wins over theirs again/);
  });
});

test('what is not saved survives another file, and asks before the page goes', async ({ page, lab }) => {
  await lab.begin();
  const files = new Files(page);
  await files.show();
  await files.make('one.txt', 'one');
  await files.make('two.txt', 'two');
  await page.keyboard.type(' more');
  await files.file('one.txt').click();
  await expect(files.editor).toHaveText('one');
  await files.file('two.txt').click();
  await expect(files.editor).toHaveText('two more');
  const asked = page.waitForEvent('dialog');
  const reload = page.reload();
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.accept();
  await reload;
});

test('files are renamed and deleted, after a question', async ({ page, lab }) => {
  await lab.begin();
  const files = new Files(page);
  await files.show();
  await files.make('a/one.yaml', 'x: 1\n');
  const more = (name: string): Locator => files.panel.getByRole('button', { name: `Rename, delete ${name}` });
  await more('one.yaml').click();
  await page.getByRole('dialog').getByLabel('Name').fill('b/two.yaml');
  await page.keyboard.press('Enter');
  await expect(files.file('two.yaml')).toBeVisible();
  await expect(files.panel.locator('.files-head h2')).toHaveText('b/two.yaml');
  await more('b').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete …' }).click();
  const question = page.getByRole('dialog', { name: 'Delete b?' });
  await expect(question).toContainText('the one entry in it');
  await question.getByRole('button', { name: 'Keep' }).click();
  await expect(files.file('two.yaml')).toBeVisible();
  await more('b').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete …' }).click();
  await question.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(files.file('two.yaml')).toBeHidden();
  await expect(files.editor).toBeHidden();
});

test('files go up by button and by drop, and come down; binary ones are shown as such', async ({
  page,
  lab,
}) => {
  await lab.begin();
  const files = new Files(page);
  await files.show();
  const picker = files.panel.locator('input[type=file]');
  const bytes = Buffer.from([0x50, 0, 0xff, 0xfe]);
  await picker.setInputFiles({ name: 'logo.bin', mimeType: 'application/octet-stream', buffer: bytes });
  await files.file('logo.bin').click();
  await expect(files.panel).toContainText('This is a binary file');
  const download = page.waitForEvent('download');
  await files.panel.getByRole('link', { name: 'Download' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('logo.bin');
  const chunks: Buffer[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(Buffer.from(chunk as Uint8Array));
  expect(Buffer.concat(chunks).equals(bytes)).toBe(true);

  await test.step('a taken name asks first', async () => {
    await picker.setInputFiles({ name: 'logo.bin', mimeType: 'text/plain', buffer: Buffer.from('text') });
    await page
      .getByRole('dialog', { name: 'Replace logo.bin?' })
      .getByRole('button', { name: 'Keep' })
      .click();
    await picker.setInputFiles({ name: 'logo.bin', mimeType: 'text/plain', buffer: Buffer.from('text') });
    await page.getByRole('dialog').getByRole('button', { name: 'Replace' }).click();
    await shellSays(lab, 'logo.bin', /^text/m);
  });
  await test.step('too large is said before anything is sent', async () => {
    const buffer = Buffer.alloc(4 * 1024 * 1024 + 1);
    await picker.setInputFiles({ name: 'large.bin', mimeType: 'text/plain', buffer });
    await expect(files.panel.getByRole('alert')).toContainText('a file may have 4.0 MiB');
  });
  await test.step('dropped on the list', async () => {
    const transfer = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(['dropped'], 'dropped.txt'));
      return data;
    });
    await files.panel.dispatchEvent('dragover', { dataTransfer: transfer });
    await expect(files.panel).toHaveAttribute('data-drop', '');
    await files.panel.dispatchEvent('drop', { dataTransfer: transfer });
    await expect(files.file('dropped.txt')).toBeVisible();
    await shellSays(lab, 'dropped.txt', /^dropped/m);
  });
});

test('everything goes with the keyboard alone, and the editor lets go of it', async ({ page, lab }) => {
  await lab.begin();
  const files = new Files(page);
  const { keyboard } = page;
  await page.locator('.desk-side').getByRole('button', { name: 'Files', exact: true }).focus();
  await keyboard.press('Enter');
  await keyboard.press('Tab');
  await expect(files.panel.getByRole('button', { name: 'New file' })).toBeFocused();
  for (const name of ['b.yaml', 'a.yaml']) {
    await files.panel.getByRole('button', { name: 'New file' }).focus();
    await keyboard.press('Enter');
    await keyboard.type(name);
    await keyboard.press('Enter');
    await expect(files.editor).toBeFocused();
  }
  await keyboard.type('a:');
  await keyboard.press('Enter');
  await keyboard.press('Tab');
  await keyboard.type('b: 1');
  await keyboard.press('Control+s');
  await expect(files.panel.locator('.files-saved')).toBeVisible();
  await shellSays(lab, 'a.yaml', /^ {2}b: 1/m);
  await files.editor.focus();
  await keyboard.press('Escape');
  await keyboard.press('Shift+Tab');
  await expect(files.editor).not.toBeFocused();
  await files.file('a.yaml').focus();
  await keyboard.press('ArrowDown');
  await expect(files.file('b.yaml')).toBeFocused();
  await keyboard.press('Home');
  await expect(files.file('a.yaml')).toBeFocused();
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'a.yaml' });
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await keyboard.press('Escape');
  await expect(files.panel.getByRole('button', { name: 'Rename, delete a.yaml' })).toBeFocused();
});

test('a phone shows the list or the file', async ({ page, lab }) => {
  await lab.begin();
  await page.setViewportSize({ width: 390, height: 844 });
  const files = new Files(page);
  await page.locator('.desk-tabs').getByRole('button', { name: 'Files' }).click();
  await files.make('app.yaml', 'kind: Pod\n');
  await expect(files.file('app.yaml')).toBeHidden();
  await files.panel.getByRole('button', { name: 'Back to the files' }).click();
  await expect(files.file('app.yaml')).toBeFocused();
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 700 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const tabs = page.locator('.desk-tabs button');
    for (const tab of await tabs.all()) {
      expect(await tab.evaluate((button) => button.scrollWidth - button.clientWidth)).toBeLessThanOrEqual(0);
    }
  }
});

test('the editor is loaded when a text is opened, not before', async ({ page, lab }) => {
  const scripts: string[] = [];
  page.on('request', (request) => request.url().includes('code-editor') && scripts.push(request.url()));
  await lab.begin();
  const files = new Files(page);
  await files.show();
  expect(scripts).toEqual([]);
  await files.make('a.yaml', 'a: 1\n');
  expect(scripts.length).toBeGreaterThan(0);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('axe finds nothing in the files', async ({ page, lab }) => {
      const problems: string[] = [];
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      await lab.begin();
      const files = new Files(page);
      await files.show();
      await files.make('app.yaml', '# A comment\nkind: Pod\nlist:\n  - "text"\n  - 12\n  - true\n');
      await page.keyboard.type('# not saved');
      await isClean(page);
      await files.panel.getByRole('button', { name: 'Rename, delete app.yaml' }).click();
      await isClean(page);
      // Nothing that the page's policy refuses.
      expect(problems).toEqual([]);
    });
  });
}

test('when the environment ends, what was typed can still be copied', async ({ page, lab }) => {
  const server = await FakeServer.start({}, {});
  try {
    await lab.begin(server.url);
    const files = new Files(page);
    await files.show();
    await files.make('a.txt', 'kept');
    await page.keyboard.type(' words');
    await lab.endByHand();
    await expect(files.save).toHaveAttribute('aria-disabled', 'true');
    await expect(files.editor).toHaveText('kept words');
  } finally {
    await page.close();
    await server.remove();
  }
});
