import { defineConfig } from '@playwright/test';
import { findChromium } from './tests/support/ensure-chromium.mjs';

const port = Number(process.env['KINDLAB_TEST_PORT'] ?? 4455);
const executablePath = findChromium();

const launch = {
  ...(executablePath === undefined ? {} : { executablePath }),
  // As root there is no user namespace to build Chromium's sandbox in.
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
};

export default defineConfig({
  testDir: 'tests/site',
  outputDir: 'test-results',
  timeout: 90_000,
  // Generous: a machine that builds images beside the tests answers late, and late is not wrong.
  expect: { timeout: 20_000 },
  fullyParallel: false,
  workers: 1,
  forbidOnly: true,
  reporter: 'list',
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    trace: 'retain-on-failure',
    launchOptions: launch,
  },
  projects: [
    {
      name: 'fake',
      testIgnore: '**/*.real.spec.ts',
      // Without a graphics card WebGL is drawn by the processor, and takes one whole; terminals fall back to DOM.
      use: {
        contextOptions: { reducedMotion: 'reduce' },
        launchOptions: { ...launch, args: [...launch.args, '--disable-3d-apis'] },
      },
    },
    { name: 'real', testMatch: '**/*.real.spec.ts', timeout: 900_000 },
  ],
  webServer: {
    command: 'node_modules/.bin/node site/server/dev.ts',
    env: { PORT: String(port), KINDLAB_FAKE_BUNDLE_MS: '0', KINDLAB_FAKE_ENVIRONMENT_MS: '200' },
    url: `http://127.0.0.1:${port}/api/health`,
    reuseExistingServer: false,
    timeout: 180_000,
  },
});
