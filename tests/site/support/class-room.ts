import { expect, type Browser, type Page } from '@playwright/test';
import { madeInvite } from '#site/protocol/accounts.ts';
import { cohortView } from '#site/protocol/cohorts.ts';
import type { FakeServer } from './fake-server.ts';
import { LabPage } from './lab-page.ts';

const password = 'four plain words here';

/** A cohort on a server with accounts, its teacher's page, and learners in pages of their own. */
export class ClassRoom {
  readonly server: FakeServer;
  readonly page: Page;
  readonly cohort: string;

  private constructor(server: FakeServer, page: Page, cohort: string) {
    this.server = server;
    this.page = page;
    this.cohort = cohort;
  }

  static async open(server: FakeServer, page: Page, more: object = {}): Promise<ClassRoom> {
    await signInFirst(server, page);
    const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
    const plan = {
      name: 'January class',
      timeZone: 'UTC',
      starts: day(-1),
      ends: day(1),
      seats: 10,
      ...more,
    };
    const { id } = cohortView.parse(
      await call(server, page, { method: 'POST', path: '/api/cohorts', data: plan }),
    );
    return new ClassRoom(server, page, id);
  }

  /** A learner of the cohort, in a browser of their own. */
  async learner(browser: Browser, name: string, context: object = {}): Promise<LabPage> {
    const path = `/api/cohorts/${this.cohort}/invites`;
    const made = madeInvite.parse(await call(this.server, this.page, { method: 'POST', path, data: {} }));
    const tab = await (await browser.newContext({ reducedMotion: 'reduce', ...context })).newPage();
    await join(this.server, tab, { code: made.code, name });
    return new LabPage(tab, this.server.url);
  }

  /** A learner who has begun the first lab and proven its first exercise. */
  async learnerAtWork(browser: Browser, name: string): Promise<LabPage> {
    const learner = await this.learner(browser, name);
    await learner.begin(this.server.url);
    await learner.outcome('passed', 'store-secret');
    await learner.button('Check').first().click();
    await expect(learner.page.locator('.score strong')).not.toHaveText('0');
    return learner;
  }

  async openRoom(): Promise<void> {
    await this.page.goto(`${this.server.url}/room/?cohort=${this.cohort}`);
    await expect(this.page.getByRole('heading', { name: 'January class' })).toBeVisible();
  }
}

/** Grace, the first administrator: her account is made, and the page is signed in. */
export async function signInFirst(server: FakeServer, page: Page): Promise<void> {
  await join(server, page, { code: server.firstAdminLink.split('#')[1] ?? '', name: 'Grace' });
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly data: object;
}

export async function call(server: FakeServer, page: Page, { method, path, data }: Call): Promise<unknown> {
  const answer = await page.request.fetch(`${server.url}${path}`, {
    method,
    headers: { origin: server.url },
    data,
  });
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  return answer.json();
}

async function join(
  server: FakeServer,
  page: Page,
  { code, name }: { readonly code: string; readonly name: string },
): Promise<void> {
  const mailbox = name.toLowerCase().replaceAll(/[^a-z]/g, '');
  const person = { name, email: `${mailbox}@example.com`, password };
  await call(server, page, { method: 'POST', path: '/api/join', data: { code, person } });
}
