import { expect, type Page } from '@playwright/test';
import type { traceScenes } from '#site/server/dev/scripted-trace-reader.ts';
import { FakeServer } from './support/fake-server.ts';
import { test, type LabPage } from './support/lab-page.ts';

async function play(lab: LabPage, scene: (typeof traceScenes)[number]): Promise<void> {
  const answer = await lab.call('POST', '/api/dev/trace', { scene });
  expect(answer.status).toBe(204);
}

async function openTrace(page: Page, lab: LabPage): Promise<void> {
  await lab.button('Secret trace').click();
  await expect(page.locator('kl-trace')).toContainText('no SecretStore and no ExternalSecret');
}

test('a secret is followed from Vault to the Pod, as it happens', async ({ page, lab }) => {
  await lab.begin();
  await openTrace(page, lab);
  const trace = page.locator('kl-trace');
  const stages = trace.locator('.stage');
  await expect(lab.checks).toBeHidden();

  await test.step('on its way', async () => {
    await play(lab, 'settling');
    await expect(stages).toHaveCount(5);
    await expect(stages.nth(2)).toContainText('Settling');
    await expect(stages.nth(4)).toContainText('no Pod uses it');
  });

  await test.step('there, with the same hash at both ends, and told aloud', async () => {
    await play(lab, 'synced');
    await expect(stages.nth(3).locator('.hop-sign')).toHaveText('Ready');
    await expect(page.getByRole('status').filter({ hasText: 'Secret myapp: Ready' })).toBeAttached();
    const hashes = (stage: number): Promise<string[]> => stages.nth(stage).locator('dd').allTextContents();
    expect(await hashes(0)).toEqual(await hashes(3));
    expect((await hashes(0))[0]).toMatch(/^[0-9a-f]{8}$/);
  });

  await test.step('newer in Vault than in the Secret', async () => {
    await play(lab, 'rotated');
    await expect(stages.nth(3)).toContainText('not the same as in Vault');
  });

  await test.step('the error of its owner', async () => {
    await lab.type('lab trace failing');
    await expect(stages.nth(2).locator('.hop-error')).toContainText('Secret does not exist');
    await expect(stages.nth(0).locator('.hop-sign')).toHaveText('Not there');
  });

  await test.step('several ExternalSecrets are several ways', async () => {
    await play(lab, 'many');
    await expect(trace.getByRole('region')).toHaveCount(2);
  });
});

test('a hop tells of itself, and gives focus back', async ({ page, lab }) => {
  await lab.begin();
  await openTrace(page, lab);
  await play(lab, 'synced');
  const hop = page.locator('kl-trace .hop-name').nth(3);
  await hop.click();
  const dialog = page.getByRole('dialog', { name: 'myapp' });
  await expect(dialog.locator('.hop-command')).toContainText('kubectl -n lab1 describe');
  await expect(dialog.locator('pre')).toContainText(/api_key: \(hidden, hash [0-9a-f]{8}\)/);
  await expect(dialog).toContainText('Normal Updated');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(hop).toBeFocused();
});

test('a phone shows the way as a column', async ({ page, lab }) => {
  await lab.begin();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.locator('.desk-tabs').getByRole('button', { name: 'Secrets' }).click();
  await play(lab, 'synced');
  const stages = page.locator('kl-trace .stage');
  await expect(stages).toHaveCount(5);
  const [first, second] = [await stages.nth(0).boundingBox(), await stages.nth(1).boundingBox()];
  expect(second?.x).toBe(first?.x);
  expect(second?.y).toBeGreaterThan(first?.y ?? Infinity);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test('nothing is watched while the checks are shown', async ({ page, lab }) => {
  await lab.begin();
  const streams: string[] = [];
  page.on('request', (request) => request.url().includes('/trace/') && streams.push(request.url()));
  await lab.outcome('passed', 'store-secret');
  await expect(lab.checks.locator('.check-passed').first()).toBeVisible();
  expect(streams).toEqual([]);
  await openTrace(page, lab);
  expect(streams).toHaveLength(1);
});

test('where the operator has switched it off there is no switch to it', async ({ page, lab }) => {
  const server = await FakeServer.start({}, { secretTrace: false });
  try {
    await lab.begin(server.url);
    await expect(lab.button('Secret trace')).toBeHidden();
    await expect(lab.checks).toBeVisible();
  } finally {
    await page.close();
    await server.remove();
  }
});
