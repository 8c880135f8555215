import { expect, test as base, type BrowserContext, type Locator, type Page } from '@playwright/test';
import type { scriptedKinds } from '#site/server/dev/scripted-check-runner.ts';

export const labPath = '/labs/static-sync/';
/** The lab page as a learner uses it: what can be seen and pressed on it, by name. */
export class LabPage {
  readonly page: Page;
  readonly terminals: Locator;
  readonly checks: Locator;
  readonly start: Locator;

  readonly #shared: string;

  constructor(page: Page, shared: string) {
    this.page = page;
    this.#shared = shared;
    this.terminals = page.locator('kl-terminals');
    this.checks = page.locator('kl-checks');
    this.start = page.locator('kl-start');
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async open(origin = ''): Promise<void> {
    await this.page.goto(`${origin}${labPath}`);
  }

  /** Opens the page, starts the lab and waits for a shell that takes keys. */
  async begin(origin = ''): Promise<void> {
    await this.open(origin);
    await this.button('Start lab').click();
    await this.live();
  }

  /** Keys are taken only while the line is up. */
  async live(): Promise<void> {
    await expect(this.terminals.locator('.term-status')).toHaveText('connected');
    await this.shows(/\$$/);
  }

  /** Everything in the open shell, also what scrolled away, without the blanks at the ends of lines. */
  async text(): Promise<string> {
    return (await this.#buffer()).replace(/[^\S\n]+$/gm, '').trimEnd();
  }

  /** Where the line that matches is on the screen, in pixels of the window; nothing may have scrolled away yet. */
  async pointOf(line: RegExp): Promise<{ x: number; y: number }> {
    // While nothing has scrolled away, the buffer is as long as the screen is high.
    const lines = (await this.#buffer()).split('\n');
    const row = lines.findIndex((text) => line.test(text.trimEnd()));
    const box = await this.terminals.locator('.xterm-screen:visible').boundingBox();
    if (box === null || row < 0) throw new Error('The line is not on the screen.');
    return { x: box.x + 20, y: box.y + ((row + 0.5) * box.height) / lines.length };
  }

  #buffer(): Promise<string> {
    return this.terminals.evaluate((element) => (element as HTMLElement & { text(): string }).text());
  }

  async shows(pattern: RegExp): Promise<void> {
    await expect.poll(() => this.text()).toMatch(pattern);
  }

  async focus(): Promise<void> {
    await this.terminals.locator('.xterm:visible').click();
  }

  async type(line: string): Promise<void> {
    await this.focus();
    await this.page.keyboard.type(line);
    await this.page.keyboard.press('Enter');
  }

  /** Scripts what the checker finds in this attempt. */
  async outcome(kind: (typeof scriptedKinds)[number], what: string): Promise<void> {
    const answer = await this.call('POST', '/api/dev/outcome', { kind, what });
    expect(answer.status).toBe(204);
  }

  /** Shows the checks of an exercise, by the step in the bar. */
  async show(exercise: string): Promise<void> {
    const step = this.page.locator(`kl-outline a[href="#${exercise}"]`);
    await step.click();
    await expect(step).toHaveAttribute('aria-current', 'step');
  }

  check(claim: string | RegExp): Locator {
    return this.checks.locator('.check').filter({ hasText: claim });
  }

  /** Raises a hand, with or without words. */
  async raise(text: string): Promise<void> {
    await this.button('Raise hand').click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByLabel('What is it about?').fill(text);
    await dialog.getByRole('button', { name: 'Raise hand' }).click();
    await expect(dialog).toHaveCount(0);
  }

  async endByHand(): Promise<void> {
    await this.button('End lab').click();
    await this.page.getByRole('dialog').getByRole('button', { name: 'End lab' }).click();
  }

  /** A same-origin request outside the page, to the server whose page is shown or else to the shared one. */
  async call(method: string, path: string, data?: unknown): Promise<{ status: number; body: string }> {
    const shown = this.page.url();
    const { origin } = new URL(shown.startsWith('http') ? shown : this.#shared);
    const answer = await this.page.request.fetch(`${origin}${path}`, {
      method,
      headers: { origin },
      ...(data === undefined ? {} : { data }),
    });
    return { status: answer.status(), body: await answer.text() };
  }

  /** Ends what is running on the server, whoever left it there. */
  async tidy(): Promise<void> {
    const { body } = await this.call('GET', '/api/labs/static-sync');
    const view: unknown = JSON.parse(body);
    const attempt: unknown =
      typeof view === 'object' && view !== null && 'attempt' in view ? view.attempt : null;
    if (typeof attempt !== 'object' || attempt === null || !('id' in attempt)) return;
    await this.call('DELETE', `/api/attempts/${String(attempt.id)}`);
  }
}

interface Fixtures {
  readonly lab: LabPage;
  /** What the browser refused by the page's policy, in any of its windows: nothing, unless a test takes it out. */
  readonly refused: string[];
}

/** A test with a lab page, in front of the shared server; nothing runs before it, and nothing after it. */
export const test = base.extend<Fixtures>({
  refused: [
    async ({ browser }, use) => {
      const refused: string[] = [];
      const watch = (context: BrowserContext): void => {
        context.on('console', (message) => {
          if (/content security policy/i.test(message.text())) refused.push(message.text());
        });
      };
      for (const context of browser.contexts()) watch(context);
      browser.on('context', watch);
      await use(refused);
      browser.off('context', watch);
      expect(refused, 'what the browser refused').toEqual([]);
    },
    { auto: true },
  ],
  lab: async ({ page, baseURL }, use) => {
    const lab = new LabPage(page, baseURL ?? '');
    await lab.tidy();
    await use(lab);
    if (!page.isClosed()) await lab.tidy();
  },
});
