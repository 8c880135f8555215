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

test('what a program prints stays text: no markup, no script, nothing read from the clipboard', async ({
  page,
  context,
  lab,
}) => {
  const findings = watch(page);
  const sent: string[] = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(payload.toString())));
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await lab.begin();
  const title = await page.title();

  await lab.type('echo <img src=x onerror=window.hit="markup"><script>window.hit="script"</script>');
  await lab.shows(/^<img src=x onerror=window\.hit="markup"><script>/m);
  expect(await lab.terminals.locator('img, script').count()).toBe(0);

  await lab.type('clear');
  await lab.type('echo -e \\e]8;;javascript:window.hit=1\\aclick-me\\e]8;;\\a');
  await lab.shows(/^click-me$/m);
  const point = await lab.pointOf(/^click-me$/);
  await page.mouse.move(point.x, point.y);
  await page.mouse.click(point.x, point.y);
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(context.pages()).toHaveLength(1);

  // A title could be asked back, and would then stand at the prompt as if it had been typed.
  await lab.type('echo -e \\e]2;typed-by-nobody\\a\\e[21t after-title');
  await lab.shows(/after-title$/m);
  await page.evaluate("navigator.clipboard.writeText('private')");
  await lab.type('echo -e \\e]52;c;?\\a after-question');
  await lab.shows(/after-question$/m);
  await lab.type('echo -e \\e]52;c;d3JpdHRlbg==\\a after-copy');
  // In order: once this has arrived, an answer to the question before would have gone out.
  await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe('written');

  expect(await page.title()).toBe(title);
  expect(sent.length, 'every key is a frame').toBeGreaterThan(100);
  expect(sent.join(''), 'no answer of any kind is typed').not.toContain('\u001b]');
  expect(await findings()).toEqual([]);
});
