import { execFileSync } from 'node:child_process';
import { expect, test, type Page } from '@playwright/test';
import { RealServer } from '../support/real-server.ts';

const minute = 60_000;
const server = await RealServer.prepare();

test.afterAll(async () => {
  await server.remove();
});

test('a learner solves lab 1 in a real browser, through a reload and a killed server', async ({ page }) => {
  await test.step('lands, and starts the lab in one click', async () => {
    await server.start();
    await page.goto(server.url);
    await page.getByRole('link', { name: 'Start lab 1' }).click();
    // Steps are shown while it is made, and the terminal comes by itself.
    await expect(page.locator('kl-start')).toContainText('Kubernetes', { ignoreCase: true, timeout: minute });
    await expect(page.locator('kl-terminals')).toBeVisible({ timeout: 3 * minute });
    await shellShows(page, /❯/);
  });

  await test.step('types in a real shell in front of a real cluster', async () => {
    await page.locator('kl-terminals .xterm').first().click();
    await page.keyboard.type('kubectl get nodes -o name; export KEPT=still-here\n');
    await shellShows(page, /node\/kindlab-[0-9a-f]+-control-plane/);
  });

  await test.step('is told truthfully that nothing is done yet', async () => {
    await show(page, 'store-secret');
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await expect(page.locator('kl-checks .check-failed').first()).toBeVisible({ timeout: minute });
    await expect(stateOf(page, 'store-secret')).not.toHaveText(/done/);
  });

  await test.step('puts the secret into Vault', () => solve(page, 'store-secret'));

  await test.step('keeps the shell over a reload', async () => {
    await page.reload();
    await expect(page.locator('kl-terminals')).toBeVisible({ timeout: minute });
    await type(page, 'echo "after reload: $KEPT"');
    await shellShows(page, /after reload: still-here/);
  });

  await test.step('installs the operator', () => solve(page, 'install-eso'));

  await test.step('keeps the shell and all that was passed when the server is killed', async () => {
    await server.kill();
    await expect(page.locator('.desk-banner')).toBeVisible({ timeout: minute });
    await server.start();
    await expect(page.locator('.desk-banner')).toBeHidden({ timeout: minute });
    await type(page, 'echo "after kill: $KEPT"');
    await shellShows(page, /after kill: still-here/);
    await expect(stateOf(page, 'store-secret')).toHaveText(/done/);
    await expect(stateOf(page, 'install-eso')).toHaveText(/done/);
  });

  for (const exercise of ['connect-store', 'sync-secret', 'verify-sync'])
    await test.step(`solves ${exercise}`, () => solve(page, exercise));

  await test.step('rotates the value', async () => {
    await run(page, 'rotate-value', 0);
    await check(page, 'rotate-value');
  });

  await test.step('has every point, and none of the earlier exercises fell back', async () => {
    for (const exercise of [
      'store-secret',
      'install-eso',
      'connect-store',
      'sync-secret',
      'verify-sync',
      'rotate-value',
    ])
      await expect(stateOf(page, exercise)).toHaveText('done');
  });

  await test.step('ends the lab, and nothing is left behind', async () => {
    await page.getByRole('button', { name: 'End lab' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End lab' }).click();
    await expect(page.getByRole('button', { name: 'Start a fresh one' })).toBeVisible({ timeout: minute });
    await expect.poll(() => left(), { timeout: minute }).toEqual('');
  });
});

/** The environments of this installation that are still there, by the product's own listing. */
function left(): string {
  const args = ['site/cli/kindlab.ts', 'env', 'list', '--json', '--data-dir', server.dataDir];
  const rows: unknown = JSON.parse(
    execFileSync('node_modules/.bin/node', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  return Array.isArray(rows) && rows.length === 0 ? '' : JSON.stringify(rows);
}

function stateOf(page: Page, exercise: string) {
  return page.locator(`[data-exercise-state="${exercise}"]`);
}

/** What the open shell shows; the screen is wrapped, so patterns stay short. */
async function shellShows(page: Page, pattern: RegExp, timeout = minute): Promise<void> {
  const text = () =>
    page.locator('kl-terminals').evaluate((element) => (element as HTMLElement & { text(): string }).text());
  await expect.poll(text, { timeout }).toMatch(pattern);
}

/** Nothing is typed blind: the client takes keys only while its line is up. */
async function type(page: Page, line: string): Promise<void> {
  await expect(page.locator('button.kl-run').first()).toHaveAttribute('aria-disabled', 'false', {
    timeout: minute,
  });
  await page.locator('kl-terminals .xterm:visible').first().click();
  await page.keyboard.type(`${line}\n`);
}

async function show(page: Page, exercise: string): Promise<void> {
  await page.locator(`kl-outline a[href="#${exercise}"]`).click();
  await expect(page.locator(`kl-outline a[href="#${exercise}"]`)).toHaveAttribute('aria-current', 'step');
}

/** Presses one Run button, and waits for the shell to be back at its prompt. */
async function run(page: Page, exercise: string, index: number): Promise<void> {
  const button = page.locator(`[data-exercise="${exercise}"] button.kl-run`).nth(index);
  await expect(button).toHaveAttribute('aria-disabled', 'false', { timeout: minute });
  await button.click();
  const mark = `done-${exercise}-${String(index)}`;
  await type(page, `echo ${mark.replace('-', "''-")}`);
  await shellShows(page, new RegExp(mark), 4 * minute);
}

async function check(page: Page, exercise: string): Promise<void> {
  await show(page, exercise);
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(stateOf(page, exercise)).toHaveText('done', { timeout: 4 * minute });
}

async function solve(page: Page, exercise: string): Promise<void> {
  const count = await page.locator(`[data-exercise="${exercise}"] button.kl-run`).count();
  expect(count).toBeGreaterThan(0);
  for (let index = 0; index < count; index += 1) await run(page, exercise, index);
  await check(page, exercise);
}
