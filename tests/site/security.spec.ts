import { expect, type Page } from '@playwright/test';
import { Files } from './support/files-panel.ts';
import { test } from './support/lab-page.ts';

/** What ran, or asked, though it should not have. */
function watch(page: Page): () => Promise<readonly string[]> {
  const found: string[] = [];
  page.on('dialog', (dialog) => {
    found.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return async () => {
    const hit = await page.evaluate(() => (window as Window & { hit?: string }).hit);
    return hit === undefined ? found : [...found, `a script ran: ${hit}`];
  };
}

/** What the browser refused of the page that is shown, by directive. */
function refusals(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => (window as Window & { refusals?: string[] }).refusals ?? []);
}

/** Remembers all refusals of a page from its first byte on, also those that the console does not tell. */
async function remember(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const refusals: string[] = [];
    (window as Window & { refusals?: string[] }).refusals = refusals;
    document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => {
      refusals.push(violatedDirective);
    });
  });
}

const languages = ['', '/de'];
const ofEveryKind = [
  ...['/', '/course/', '/lessons/external-secrets/', '/labs/', '/labs/static-sync/', '/no-such-page/'],
  ...['/account/', '/certificate/', '/verify/', '/cohorts/', '/insights/', '/marks/', '/room/', '/tokens/'],
  ...['/sign-in/', '/join/', '/assist/'],
].flatMap((address) => languages.map((language) => language + address));

test('pages of every kind run and style nothing inline that they were not built with, and ask for nothing refused', async ({
  page,
  refused,
}) => {
  test.slow();
  await remember(page);
  const findings = watch(page);
  for (const address of ofEveryKind) {
    const answer = await page.goto(address);
    const policy = answer?.headers()['content-security-policy'] ?? '';
    expect(policy, address).toMatch(/script-src 'self'/);
    expect(policy, address).toMatch(/style-src 'self'/);
    expect(policy, address).not.toMatch(/unsafe-inline|'unsafe-eval'|unsafe-hashes/);
    await expect(page.locator('h1').first()).toBeVisible();
    expect(await refusals(page), address).toEqual([]);
    expect(refused.splice(0), address).toEqual([]);
    // What the test itself puts there has to be among them, or we would not notice any.
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.hit = "inline"';
      const style = document.createElementNS('http://www.w3.org/2000/svg', 'style');
      style.textContent = 'h1 { color: red }';
      const div = document.createElement('div');
      div.setAttribute('style', 'color: red');
      document.body.append(script, style, div);
    });
    await expect
      .poll(async () => [...(await refusals(page))].sort(), address)
      .toEqual(['script-src-elem', 'style-src-attr', 'style-src-elem']);
    await expect.poll(() => refused.length, address).toBe(3);
    refused.length = 0;
    expect(await findings(), address).toEqual([]);
  }
});

test('a lab at work keeps to the policy, and looks as it would without one', async ({ page, lab }) => {
  test.slow();
  await remember(page);
  await lab.begin();
  await lab.type('echo -e \\e[38;2;80;200;120mgreen\\e[0m');
  await lab.shows(/^green$/m);
  // xterm gives it by `setAttribute('style')`, and the sizes of its rows by a `<style>`.
  const green = lab.terminals.locator('.xterm-rows span', { hasText: /^green$/ });
  await expect(green).toHaveCSS('color', /^rgb\(/);
  await expect(green).toHaveCSS('display', 'inline-block');
  expect(await green.evaluate((span) => span.style.color)).not.toBe('');

  const files = new Files(page);
  await files.show();
  await files.make('pod.yaml', 'apiVersion: v1\nkind: Pod\n');
  // CodeMirror's own rules, and ours over them.
  await expect(files.panel.locator('.cm-scroller')).toHaveCSS('display', 'flex');
  await expect(files.panel.locator('.cm-gutters')).toHaveCSS('border-inline-end-width', '0px');

  await lab.button('Secret trace').click();
  await lab.call('POST', '/api/dev/trace', { scene: 'many' });
  await expect(page.locator('kl-trace .hop').first()).toBeVisible();
  expect(await refusals(page)).toEqual([]);
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
