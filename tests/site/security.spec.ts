import { expect, type Page } from '@playwright/test';
import { test } from './support/lab-page.ts';

/** What the browser refused, or ran though it should not have. */
function watch(page: Page): () => Promise<readonly string[]> {
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) refused.push(message.text());
  });
  page.on('dialog', (dialog) => {
    refused.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return async () => {
    const hit = await page.evaluate(() => (window as Window & { hit?: string }).hit);
    return hit === undefined ? refused : [...refused, `a script ran: ${hit}`];
  };
}

test('pages of every kind run nothing inline that they were not built with, and ask for nothing refused', async ({
  page,
}) => {
  const findings = watch(page);
  await page.goto('/course/');
  const lesson = await page.locator('main a[href^="/lessons/"]').first().getAttribute('href');
  const addresses = ['/', '/course/', '/labs/', lesson ?? '', '/labs/static-sync/', '/no-such-page/'];
  for (const address of addresses) {
    const answer = await page.goto(address);
    const policy = answer?.headers()['content-security-policy'] ?? '';
    expect(policy, address).toMatch(/script-src 'self'/);
    expect(policy, address).not.toMatch(/script-src[^;]*'unsafe-inline'/);
    await expect(page.locator('h1').first()).toBeVisible();
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.hit = "inline"';
      document.body.append(script);
    });
    const found = await findings();
    // The one that the test itself put there has to be among them, or we would not notice any.
    expect(found.filter((each) => each.includes('script-src')).length, address).toBe(
      addresses.indexOf(address) + 1,
    );
    expect(
      found.filter((each) => !each.includes('script-src')),
      address,
    ).toEqual([]);
  }
});
