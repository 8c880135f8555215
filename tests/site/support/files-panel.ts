import { expect, type Locator, type Page } from '@playwright/test';

/** The files of the workspace, as a learner sees them. */
export class Files {
  readonly panel: Locator;
  readonly editor: Locator;
  readonly save: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.panel = page.locator('kl-files');
    this.editor = this.panel.locator('.cm-content');
    this.save = this.panel.getByRole('button', { name: 'Save', exact: true });
  }

  async show(): Promise<void> {
    await this.#page.locator('.desk-side').getByRole('button', { name: 'Files', exact: true }).click();
    await expect(this.panel.getByRole('button', { name: 'New file' })).toBeVisible();
  }

  file(name: string): Locator {
    return this.panel.locator('.file-name').filter({ hasText: name });
  }

  async make(path: string, text: string): Promise<void> {
    await this.panel.getByRole('button', { name: 'New file' }).click();
    const dialog = this.#page.getByRole('dialog', { name: 'New file' });
    await dialog.getByLabel('Name').fill(path);
    await dialog.getByRole('button', { name: 'Make file' }).click();
    await expect(this.editor).toBeFocused();
    await this.#page.keyboard.insertText(text);
    await this.#page.keyboard.press('Control+s');
    await expect(this.panel.locator('.files-saved')).toHaveText('saved');
  }

  /** The terminal was used meanwhile; one comes back to the panel. */
  async lookAgain(): Promise<void> {
    await this.panel.getByRole('button', { name: 'Look again' }).click();
  }
}
