import { expect, type Page } from '@playwright/test';
import { memberList } from '#site/protocol/cohorts.ts';
import type { ExerciseRun } from '#site/server/checks/check-runner.ts';
import { ScriptedCheckRunner } from '#site/server/dev/scripted-check-runner.ts';
import { call, ClassRoom } from './support/class-room.ts';
import { FakeServer } from './support/fake-server.ts';
import { Files } from './support/files-panel.ts';
import { test } from './support/lab-page.ts';

/** Markup that would run, wherever it became part of a page. */
function markup(where: string): string {
  return `<img src=x onerror=window.hit="${where}">`;
}

/** Checks that say what a learner's cluster makes them say. */
class QuotingRunner extends ScriptedCheckRunner {
  override async runLive(...given: Parameters<ScriptedCheckRunner['runLive']>) {
    return (await super.runLive(...given)).map(quoting);
  }
}

function quoting({ report, ladder }: ExerciseRun): ExerciseRun {
  const checks = report.checks.map((check) =>
    check.outcome.kind === 'failed'
      ? { ...check, outcome: { ...check.outcome, saw: `${markup('saw')} and \`${markup('code')}\`` } }
      : check,
  );
  const rungs = ladder && { ...ladder, rungs: ladder.rungs.map(() => markup('hint')) };
  return { report: { ...report, checks }, ladder: rungs };
}

/** What came of markup on this page: elements, refused or running scripts, dialogs. */
function watch(page: Page): () => Promise<readonly string[]> {
  const found: string[] = [];
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) found.push(message.text());
  });
  page.on('dialog', (dialog) => {
    found.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return async () => {
    const made = await page.locator('img[src="x"]').count();
    const hit = await page.evaluate(() => (window as Window & { hit?: string }).hit);
    return [...found, ...(made > 0 ? [`${made} elements`] : []), ...(hit === undefined ? [] : [hit])];
  };
}

let server: FakeServer;
test.beforeEach(async () => {
  server = await FakeServer.start({ checkRunner: new QuotingRunner() }, { auth: 'accounts' });
});
test.afterEach(async ({ page }) => {
  await page.close();
  await server.remove();
});

test('names of files, people and cohorts, hands, messages, marks and findings are text, never markup', async ({
  page,
  browser,
  refused,
}) => {
  test.slow();
  const teacherFound = watch(page);
  const labs = [{ lab: 'static-sync', graded: true }];
  const room = await ClassRoom.open(server, page, { labs });
  const path = `/api/cohorts/${room.cohort}`;
  const name = `${markup('name')}Ada`;
  const ada = await room.learner(browser, name);
  const learnerFound = watch(ada.page);

  await test.step('the watching sees what it is for', async () => {
    await ada.page.goto(`${server.url}/course/`);
    await ada.page.evaluate((html) => document.body.insertAdjacentHTML('beforeend', html), markup('planted'));
    await expect.poll(async () => (await learnerFound()).length).toBeGreaterThan(1);
    await expect.poll(() => refused.length).toBe(1);
    await ada.page.close();
    refused.length = 0;
  });

  const bob = await room.learner(browser, `${markup('name')}Bob`);
  const found = watch(bob.page);
  await test.step('on the lab page: files, a terminal, findings and hints', async () => {
    await bob.begin(server.url);
    await bob.type(`echo -e \\e]2;${markup('title')}\\a after-title`);
    await bob.shows(/after-title$/m);
    await expect(bob.page.getByRole('tab')).toHaveText([/^\s*Shell 1/]);
    await expect(bob.checks).toContainText(markup('saw'));
    await expect(bob.checks).toContainText(markup('code'));
    const files = new Files(bob.page);
    await files.show();
    const file = `${markup('file')}.yaml`;
    await files.make(file, `kind: ${markup('content')}\n`);
    await expect(files.file(file)).toBeVisible();
    await expect(files.panel.locator('.files-head h2')).toHaveText(file);
    await files.panel.getByRole('button', { name: `Rename, delete ${file}` }).click();
    await bob.page.keyboard.press('Escape');
    await bob.raise(markup('hand'));
  });

  await test.step('in the room: people, hands, and what goes out to them', async () => {
    await call(server, page, { method: 'POST', path, data: { name: `${markup('cohort')} class` } });
    await page.goto(`${server.url}/room/?cohort=${room.cohort}`);
    await expect(page.getByRole('heading', { name: `${markup('cohort')} class` })).toBeVisible();
    await expect(page.locator('.room-people')).toContainText(name);
    await expect(page.locator('.room-hands')).toContainText(markup('hand'));
    await page.getByRole('button', { name: `I am coming: ${markup('name')}Bob` }).click();
    await expect(page.locator('.room-hands')).toContainText('you are coming');
    const told = { text: markup('message') };
    await call(server, page, { method: 'POST', path: `${path}/announcements`, data: told });
    await expect(bob.page.locator('.announcement')).toContainText(markup('message'));
    expect(await teacherFound()).toEqual([]);
  });

  await test.step('among the marks, for teacher and learner', async () => {
    const answer = await page.request.get(`${server.url}${path}/members`);
    const { members } = memberList.parse(await answer.json());
    const member = members.find((each) => each.name.endsWith('Bob'))?.id ?? '';
    const mark = `${path}/marks/${member}/static-sync/store-secret`;
    const data = { points: 1, reason: markup('reason') };
    await call(server, page, { method: 'POST', path: mark, data });
    await page.goto(`${server.url}/marks/?cohort=${room.cohort}`);
    await expect(page.locator('.marks-table')).toContainText(name);
    const own = page.getByRole('row').filter({ hasText: 'Bob' });
    await own.locator('[data-column="static-sync/store-secret"]').click();
    await expect(page.getByRole('dialog')).toContainText(markup('reason'));
    expect(await teacherFound()).toEqual([]);
    await bob.page.goto(`${server.url}/account/`);
    await bob.page.getByRole('link', { name: 'Your marks' }).click();
    await bob.page.locator('[data-column="static-sync/store-secret"]').click();
    await expect(bob.page.getByRole('dialog')).toContainText(markup('reason'));
  });
  expect(await found()).toEqual([]);
  await bob.page.close();
});
